import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { planOf } from '../auction/auctionState';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { commitOnBranch } from '../review/commitOnBranch';
import { type CommitSuggestion, suggestCommit } from '../review/commitSuggestion';
import type { RunState } from '../run/runState';
import type { ShownRun } from './activeRun';

/** Commits what was accepted on a new branch; the person sees and may change both names first. Escape does nothing. */
export async function commitAccepted({ handle, folder }: Pick<ShownRun, 'handle' | 'folder'>): Promise<void> {
  const state = handle.state();
  const paths = state.changes.filter(({ decision }) => decision === 'accepted').map(({ change }) => change.path);
  if (state.phase !== 'done' || paths.length === 0)
    throw new UserFacingError('There is nothing to commit: accept changes and finish the review first.', {
      action: { title: 'Review Changes', command: 'gavel.reviewChanges' },
    });
  const chosen = await askFor(suggestionOf(state), paths.length);
  if (chosen === undefined) return;
  const outcome = await commitOnBranch({
    workspaceRoot: folder.uri.fsPath,
    paths,
    ...chosen,
    signal: new AbortController().signal,
  });
  if (outcome.kind === 'refused')
    throw new UserFacingError(`Nothing was committed in ${folder.name}: ${outcome.reason}.`, {
      action: { title: 'Try Again', command: 'gavel.commitAccepted' },
    });
  void vscode.window.showInformationMessage(
    noticeText(
      `Committed ${countOf(paths.length)} on the new branch ${outcome.branch} and switched to it. No hook ran and nothing was signed.`,
    ),
  );
}

function suggestionOf(state: RunState): CommitSuggestion {
  const bidderId = state.attempts[state.reviewed]?.bidderId ?? '';
  const bidderName = state.auction.bidders.find(({ id }) => id === bidderId)?.name ?? bidderId;
  const plan = bidderId === state.award?.bidderId ? state.award.plan : planOf(state.auction, bidderId);
  return suggestCommit(state.task, { bidderName, plan });
}

async function askFor({ branch, message }: CommitSuggestion, files: number): Promise<CommitSuggestion | undefined> {
  const name = await vscode.window.showInputBox({
    title: `Commit ${countOf(files)} to a New Branch (1/2)`,
    prompt: 'The branch begins at the current commit. Only the accepted files are committed; hooks do not run.',
    value: branch,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? 'Type a name for the branch.' : undefined),
  });
  if (name === undefined) return undefined;
  const [subject = '', ...body] = message.split('\n');
  const first = await vscode.window.showInputBox({
    title: `Commit ${countOf(files)} to ${visibleText(name)} (2/2)`,
    prompt: `The first line of the message. Below it: ${body.join(' ').trim().slice(0, 300)}`,
    value: subject,
    ignoreFocusOut: true,
    validateInput: (typed) => (typed.trim() === '' ? 'Type the first line of the message.' : undefined),
  });
  return first === undefined ? undefined : { branch: name.trim(), message: [first.trim(), ...body].join('\n') };
}

function countOf(files: number): string {
  return `${files} accepted ${files === 1 ? 'file' : 'files'}`;
}
