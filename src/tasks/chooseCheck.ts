import * as vscode from 'vscode';
import { commandText } from '../base/commandText';
import type { Confinement } from '../sandbox/confinement';
import { readCommand } from './argumentVector';
import type { DetectedCheck } from './detectChecks';

/** What the person chose: a command, to go without one, or to stop. */
export type CheckChoice =
  | { readonly kind: 'check'; readonly argv: readonly string[] }
  | { readonly kind: 'noCheck' }
  | { readonly kind: 'cancelled' };

type Item = vscode.QuickPickItem & { readonly choice: CheckChoice | 'type' };

/**
 * Shows the exact command of every candidate and asks which one must pass. Nothing runs that was not picked here; the
 * pick covers this one task. An abort closes the question and counts as cancelled.
 */
export async function chooseCheck(
  candidates: readonly DetectedCheck[],
  confinement: Confinement,
  signal?: AbortSignal,
): Promise<CheckChoice> {
  const closing = new vscode.CancellationTokenSource();
  const close = (): void => closing.cancel();
  if (signal?.aborted === true) close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await askForCheck(candidates, confinement, closing.token);
  } finally {
    signal?.removeEventListener('abort', close);
    closing.dispose();
  }
}

async function askForCheck(
  candidates: readonly DetectedCheck[],
  confinement: Confinement,
  closed: vscode.CancellationToken,
): Promise<CheckChoice> {
  const items: Item[] = [
    ...candidates.map(({ argv, source }) => ({
      // In a quick pick `$(name)` is an icon, and the command shown must be the one that runs.
      label: `$(beaker) ${withoutIcons(commandText(argv))}`,
      description: withoutIcons(source),
      choice: { kind: 'check', argv } as const,
    })),
    { label: '$(edit) Type another command…', choice: 'type' },
    { label: '$(circle-slash) No check', description: 'the result will be unchecked', choice: { kind: 'noCheck' } },
  ];
  const placeHolder =
    confinement.kind === 'confined'
      ? 'It runs confined, in a copy of this folder: no network, none of your files'
      : `It runs in a copy of this folder and can do what you can do. ${confinement.reason}`;
  const options = { title: 'Which command must pass?', placeHolder, ignoreFocusOut: true };
  const picked = await vscode.window.showQuickPick(items, options, closed);
  if (picked === undefined || closed.isCancellationRequested) return { kind: 'cancelled' };
  return picked.choice === 'type' ? typeCheck(closed) : picked.choice;
}

function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

async function typeCheck(closed: vscode.CancellationToken): Promise<CheckChoice> {
  const options: vscode.InputBoxOptions = {
    title: 'Which command must pass?',
    prompt: 'Runs without a shell in a copy of this folder.',
    placeHolder: 'npm test',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = readCommand(text);
      return read.kind === 'refused' ? read.reason : undefined;
    },
  };
  const typed = await vscode.window.showInputBox(options, closed);
  const read = readCommand(typed ?? '');
  return read.kind === 'ok' ? { kind: 'check', argv: read.argv } : { kind: 'cancelled' };
}
