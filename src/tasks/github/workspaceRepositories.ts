import * as vscode from 'vscode';
import { noticeText } from '../../base/noticeText';
import { UserFacingError } from '../../base/userFacingError';
import { listRemoteUrls } from '../../sandbox/git';
import type { GithubSite } from './githubSite';
import { fullName, type Repository, repositoryOfRemote, sameRepository } from './issueAddress';

/** A repository that a folder of the workspace has a remote for. */
export interface FolderRepository {
  readonly folder: vscode.WorkspaceFolder;
  readonly repository: Repository;
}

/** All of them, folder by folder, `origin` first; git is asked for names only, and nothing of a repository runs. */
export async function workspaceRepositories(site: GithubSite): Promise<readonly FolderRepository[]> {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(
    folders.map(async (folder) => {
      const urls = await listRemoteUrls(folder.uri.fsPath, new AbortController().signal);
      const repositories = urls.flatMap((url) => repositoryOfRemote(url, site.webHost) ?? []);
      return repositories
        .filter((one, index) => repositories.findIndex((other) => sameRepository(one, other)) === index)
        .map((repository) => ({ folder, repository }));
    }),
  );
  return found.flat();
}

/** The repository whose issues are meant: the only one, or the one the person picks; `undefined` when they stopped. */
export async function chooseRepository(
  all: readonly FolderRepository[],
  site: GithubSite,
): Promise<FolderRepository | undefined> {
  const [first, ...others] = all;
  if (first === undefined) {
    throw new UserFacingError(
      `No folder of this workspace has a remote at ${site.webHost}, so its issues cannot be listed: run Auction GitHub Issue from a pasted address instead.`,
      { action: { title: 'Paste an Address', command: 'gavel.auctionIssue', arguments: ['paste'] } },
    );
  }
  if (others.length === 0) return first;
  const items = all.map((entry) => ({
    label: fullName(entry.repository),
    description: entry.folder.name,
    entry,
  }));
  const title = 'Issues of which repository?';
  return (await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true }))?.entry;
}

/** The folder a task of this repository belongs to; with none the person is asked, and may stop. */
export async function folderForRepository(
  repository: Repository,
  all: readonly FolderRepository[],
): Promise<vscode.WorkspaceFolder | undefined> {
  const known = all.find((entry) => sameRepository(entry.repository, repository));
  if (known !== undefined) return known.folder;
  const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const names = all.map((entry) => fullName(entry.repository)).join(', ');
  const name = fullName(repository);
  const answer = await vscode.window.showWarningMessage(
    noticeText(`The issue belongs to ${name}, and no open folder does.`),
    {
      modal: true,
      detail: `${names === '' ? 'No open folder has a remote there.' : `The open folders belong to ${names}.`} The work would be done in an open folder all the same.`,
    },
    'Auction It Here',
  );
  if (answer === undefined) return undefined;
  if (folders.length <= 1) return folders[0];
  const items = folders.map((folder) => ({ label: folder.name, description: folder.uri.fsPath, folder }));
  return (await vscode.window.showQuickPick(items, { title: 'In which folder?', ignoreFocusOut: true }))?.folder;
}
