import * as vscode from 'vscode';
import { readSettings } from '../config/settings';
import type { RunHandle } from '../run/startRun';
import type { DraftInFolder } from '../tasks/editorTask';
import { isByOthers, type TaskDraft } from '../tasks/taskDraft';
import { taskOfDraft, textOfDraft } from '../tasks/taskOfDraft';
import { openAuction } from './auction';
import type { ClickedCheck } from './checkClick';
import { confirmedCheck } from './confirmedCheck';
import { configuredMarket } from './market';
import { isPracticeFolder } from './practice';
import type { Services } from './services';

/** How a draft becomes an auction. */
export interface DraftOptions {
  /** `ask`: the person may change the words first. `asGiven`: whoever gave the draft has already settled them. */
  readonly words: 'ask' | 'asGiven';
  readonly award?: 'review' | 'automatic';
  /** `2 of 5`, of a queue. */
  readonly position?: string;
  /** Asked for already, for this very task: its check, or `undefined` inside when it has none. */
  readonly confirmed?: ClickedCheck;
  /** Closes open questions; the caller cancels a run that has begun. */
  readonly signal?: AbortSignal;
  /** Gets the run before its first event. */
  readonly begun?: (handle: RunHandle) => void;
}

/**
 * The one way from an intake to an auction: the words, what others wrote shown as it will be sent, the check that must
 * pass. `undefined` when the person stopped at a question. Throws a `UserFacingError` when no auction can begin.
 */
export async function auctionDraft(
  services: Services,
  { folder, draft }: DraftInFolder,
  { words, signal, award, position, confirmed, begun }: DraftOptions,
): Promise<RunHandle | undefined> {
  const stopped = (): boolean => signal?.aborted === true;
  assertCanBegin(services, folder);
  if (isByOthers(draft)) await showDraft(services, draft);
  const own = words === 'ask' ? await askForWords(draft, position, signal) : draft.words;
  if (own === undefined || own.trim() === '' || stopped()) return undefined;
  const worded = { ...draft, words: own };
  if (isByOthers(draft) && own !== draft.words) await showDraft(services, worded);
  const answer = confirmed ?? (await confirmedCheck(services, folder, draft, { signal }));
  if (answer === 'cancelled' || stopped()) return undefined;
  const order = { folder, task: taskOfDraft(worded, answer.check), grant: answer.grant, ...(award && { award }) };
  return openAuction(services, order, begun);
}

/** Throws before the first question when nobody could bid, or when another auction is open. */
export function assertCanBegin(services: Services, folder: vscode.WorkspaceFolder): void {
  services.active.assertFree();
  if (!isPracticeFolder(services.context, folder)) configuredMarket(readSettings(), services.facts);
}

async function askForWords(
  draft: TaskDraft,
  position: string | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const closing = new vscode.CancellationTokenSource();
  const close = (): void => closing.cancel();
  if (signal?.aborted === true) close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await vscode.window.showInputBox(
      {
        title: `Auction This Task${position === undefined ? '' : ` (${position})`}: what should be done?`,
        prompt: goesWithIt(draft),
        value: draft.words,
        ignoreFocusOut: true,
        validateInput: (typed) => (typed.trim() === '' ? 'Say in a few words what should be done.' : undefined),
      },
      closing.token,
    );
  } finally {
    signal?.removeEventListener('abort', close);
    closing.dispose();
  }
}

function goesWithIt({ anchors, quoted }: TaskDraft): string {
  const [first] = anchors;
  const lines = first?.startLine === undefined ? 'All' : 'The selected lines';
  const code =
    first === undefined
      ? []
      : [anchors.length === 1 ? `${lines} of ${first.path}` : `${anchors.length} places, ${first.path} among them,`];
  const text = quoted.length === 0 ? [] : ['the quoted text in the editor'];
  const parts = [...code, ...text];
  if (parts.length === 0) return 'Only these words go to the bidders.';
  const listed = parts.join(' and ');
  return `${listed.slice(0, 1).toUpperCase()}${listed.slice(1)} will go with it.`;
}

/** Exactly what every bidder will see, while the person is asked about it. */
async function showDraft({ reports }: Services, draft: TaskDraft): Promise<void> {
  await reports.show('What every bidder will see.txt', textOfDraft(draft), { preserveFocus: true });
}
