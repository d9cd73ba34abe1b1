import type { EditNote } from '../edits/editForm';
import { decodeText, encodeText, unencodableReason } from '../textFile';
import { shownPath } from './limits';
import type { ToolContext, ToolResult } from './tool';
import { failedResult } from './tool';

/** What becomes of a file's text: `text` is undefined when nothing of it changes. `report` is for the model. */
export interface TextChange {
  readonly text: string | undefined;
  readonly report: string;
  /** "Edited", with what follows the path: ", 2 blocks". */
  readonly verb: string;
  readonly amount: string;
  /** Whether all of the change was carried out. */
  readonly whole: boolean;
}

const stopped = 'The work was stopped before the file was written.';

/** A change that was given up on the way. */
export const stoppedChange: TextChange = { text: undefined, report: stopped, verb: '', amount: '', whole: false };

/**
 * Reads a file, lets `change` make its new text, and writes that in the encoding the file had. The result says whether
 * the edit was well-formed: `form` is counted for the model's record.
 */
export async function changeFile(
  path: string,
  { sandbox, signal }: ToolContext,
  form: EditNote['form'],
  change: (text: string, path: string) => TextChange | Promise<TextChange>,
): Promise<ToolResult> {
  const noted = (result: ToolResult, wellFormed: boolean): ToolResult => ({ ...result, edit: { form, wellFormed } });
  const failure = `Could not edit ${shownPath(path)}`;
  const file = await sandbox.readFile(path);
  // A wrong path says nothing about the form of the edit.
  if (file.kind !== 'ok') return failedResult(failure, file.reason);
  const decoded = decodeText(file.value, file.path);
  if (decoded.kind === 'refused') return failedResult(failure, decoded.reason);
  const { text, report, verb, amount, whole } = await change(decoded.text, file.path);
  if (signal.aborted) return failedResult(failure, stopped);
  if (text === undefined) return noted(failedResult(failure, report), false);
  const unencodable = unencodableReason(text, decoded.text, decoded.encoding);
  if (unencodable !== undefined) return failedResult(failure, unencodable);
  const written = await sandbox.writeFile(path, encodeText(text, decoded.encoding));
  if (written.kind !== 'ok') return failedResult(failure, written.reason);
  const title = `${verb} ${shownPath(file.path)}${amount}`;
  return noted(
    { ok: whole, text: report, title, detail: report, changedFiles: true, changedPaths: [file.path] },
    whole,
  );
}
