import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import type { RunHandle } from '../run/startRun';
import { assertFolderOpen } from '../tasks/placesInFolder';
import type { GithubSite } from '../tasks/github/githubSite';
import { fullName, type IssueAddress, readIssueAddress, type Repository } from '../tasks/github/issueAddress';
import { issueArgument } from '../tasks/github/issueArgument';
import { doubtsAbout, issueDraft } from '../tasks/github/issueDraft';
import { firstPagePath, readIssuePage } from '../tasks/github/listIssues';
import { pickIssues, type PickedIssues } from '../tasks/github/pickIssues';
import type { IssueThread } from '../tasks/github/readIssue';
import {
  chooseRepository,
  type FolderRepository,
  folderForRepository,
  workspaceRepositories,
} from '../tasks/github/workspaceRepositories';
import { pathsNamedIn } from '../tasks/pathsNamedIn';
import { auctionDraft } from './auctionDraft';
import { failed, fetchIssue, type GithubDesk, offerSignIn, openDesk } from './githubDesk';
import type { Services } from './services';
import { visibleFiles } from './workspaceFiles';

/**
 * The way in from GitHub: the issue that a menu or a caller names, `'paste'` for a typed address, else one or several of
 * the list. Several are auctioned one after the other.
 */
export async function auctionIssue(services: Services, argument: unknown): Promise<void> {
  services.active.assertFree();
  assertFolderOpen();
  const desk = await openDesk();
  const repositories = await workspaceRepositories(desk.site);
  const named = argument === 'paste' ? await typeAddress(desk.site) : issueArgument(argument, desk.site.webHost);
  if (named !== undefined) {
    await auctionOne(services, desk, repositories, named);
    return;
  }
  if (argument === 'paste') return;
  const chosen = await chooseRepository(repositories, desk.site);
  if (chosen === undefined) return;
  const picked = await listAndPick(desk, chosen.repository);
  const [first, ...others] = picked.map((issue) => ({ repository: chosen.repository, ...issue }));
  if (first === undefined) return;
  if (others.length === 0) {
    await auctionOne(services, desk, repositories, first);
    return;
  }
  await services.queue.run(
    [first, ...others].map((issue) => ({
      title: `Issue #${issue.number}`,
      begin: (position) => auctionOne(services, desk, repositories, { ...issue, position }),
    })),
  );
}

async function typeAddress({ webHost }: GithubSite): Promise<IssueAddress | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Auction GitHub Issue',
    prompt: 'Address of the issue, owner/name#12, or its number',
    placeHolder: `https://${webHost}/owner/name/issues/12`,
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || readIssueAddress(text, webHost) !== undefined
        ? undefined
        : `That is no issue of ${webHost}.`,
  });
  return typed === undefined ? undefined : readIssueAddress(typed, webHost);
}

async function listAndPick(desk: GithubDesk, repository: Repository): Promise<readonly IssueAddress[]> {
  const what = `list of issues of ${fullName(repository)}`;
  const ask = async (): Promise<PickedIssues> => {
    const page = (path: string, signal: AbortSignal): ReturnType<typeof readIssuePage> =>
      readIssuePage(desk.github, path, desk.session?.token, signal);
    return pickIssues({
      repository,
      webHost: desk.site.webHost,
      login: desk.session?.login,
      mine: (signal) => page(firstPagePath(repository, desk.session?.login), signal),
      all: (path, signal) => page(path ?? firstPagePath(repository), signal),
    });
  };
  let picked = await ask();
  if (picked.kind === 'failed') {
    const offer = await offerSignIn(desk, what, picked.failure);
    if (offer === 'declined') return [];
    if (offer === 'signedIn') picked = await ask();
  }
  if (picked.kind === 'failed') throw failed(desk, what, picked.failure);
  return picked.kind === 'picked' ? picked.issues : [];
}

async function auctionOne(
  services: Services,
  desk: GithubDesk,
  repositories: readonly FolderRepository[],
  { repository, number, position }: IssueAddress & { readonly position?: string },
): Promise<RunHandle | undefined> {
  const asked = repository ?? (await chooseRepository(repositories, desk.site))?.repository;
  if (asked === undefined) return undefined;
  const folder = await folderForRepository(asked, repositories);
  if (folder === undefined) return undefined;
  const thread = await fetchIssue(desk, { repository: asked, number });
  if (thread === undefined || !(await goesOnDespiteDoubts(thread, asked))) return undefined;
  const files = await visibleFiles(folder.uri.fsPath);
  const anchors = pathsNamedIn(`${thread.issue.title}\n${thread.issue.body ?? ''}`, files);
  return auctionDraft(
    services,
    { folder, draft: issueDraft(thread, asked, anchors) },
    {
      words: 'ask',
      ...(position && { position }),
    },
  );
}

async function goesOnDespiteDoubts(thread: IssueThread, asked: Repository): Promise<boolean> {
  const doubts = doubtsAbout(thread, asked);
  if (doubts.length === 0) return true;
  const answer = await vscode.window.showWarningMessage(
    noticeText(`Auction issue #${thread.issue.number} all the same?`),
    { modal: true, detail: doubts.map(({ text }) => text).join('\n') },
    'Auction It',
  );
  return answer !== undefined;
}
