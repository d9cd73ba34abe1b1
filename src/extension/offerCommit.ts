import * as vscode from 'vscode';
import type { LoggerPort } from '../base/logger';
import { noticeText } from '../base/noticeText';
import type { ShownRun } from './activeRun';
import { tell } from './registerCommands';

/**
 * When work on an issue was accepted and lies in a git repository, offers to commit it on a branch that carries the
 * issue's number. Nothing is committed before the person has seen branch and message. The offer stays with its run,
 * also when the next one of a queue has begun.
 */
export async function offerCommit(run: Pick<ShownRun, 'handle' | 'folder'>, log: LoggerPort): Promise<void> {
  const { task, end } = await run.handle.finished;
  if (task.issue === undefined || end?.state !== 'accepted') return;
  try {
    const { openGitForCommit } = await import('../sandbox/git');
    const repository = await openGitForCommit(run.folder.uri.fsPath, new AbortController().signal);
    if (repository.kind === 'noGit') return;
    const commit = 'Commit to a New Branch…';
    const picked = await vscode.window.showInformationMessage(
      noticeText(`The work on issue #${task.issue.number} is accepted. It can be committed on a branch of its own.`),
      commit,
    );
    if (picked === commit) await (await import('./commitAccepted')).commitAccepted(run);
  } catch (error) {
    tell('commitAccepted', error, log);
  }
}
