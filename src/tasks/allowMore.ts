import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { type CheckGrant, grantableFolder, offeredFolders } from '../sandbox/checkGrant';

type Item = vscode.QuickPickItem & { readonly gives: 'network' | 'another' | { readonly folder: string } };

/**
 * Asks what the check of this one run may have beyond the usual: the network, folders with tools or downloads, read-only.
 * Escape keeps what was allowed before.
 */
export async function allowMore(
  before: CheckGrant,
  workspace: string,
  closed: vscode.CancellationToken,
): Promise<CheckGrant> {
  const folders = [...new Set([...(await offeredFolders()), ...before.folders])];
  const items: Item[] = [
    {
      label: '$(globe) Network',
      description:
        'all of it, servers and sockets of other programs on this machine included; what the check reads can leave',
      picked: before.network,
      gives: 'network',
    },
    ...folders.map((folder) => ({
      label: `$(folder) ${withoutIcons(fromHome(folder))}`,
      description: 'read only',
      picked: before.folders.includes(folder),
      gives: { folder },
    })),
    { label: '$(folder-opened) Another folder…', description: 'with tools or downloads, read only', gives: 'another' },
  ];
  const options = {
    title: 'What may the check have, for this run only?',
    placeHolder: 'Nothing here is remembered; the ledger records it',
    canPickMany: true,
    ignoreFocusOut: true,
  } as const;
  const picked = await vscode.window.showQuickPick(items, options, closed);
  if (picked === undefined) return before;
  const chosen = picked.flatMap(({ gives }) => (typeof gives === 'object' ? [gives.folder] : []));
  const another = picked.some(({ gives }) => gives === 'another') ? await anotherFolder(workspace) : undefined;
  return {
    network: picked.some(({ gives }) => gives === 'network'),
    folders: [...new Set([...chosen, ...(another === undefined ? [] : [another])])],
  };
}

/** What a grant adds, as the end of a sentence; empty when it adds nothing. */
export function grantWords({ network, folders }: CheckGrant): string {
  const parts = [...(network ? ['the network'] : []), ...folders.map(fromHome)];
  return parts.length === 0 ? '' : `allowed for this run: ${visibleText(parts.join(', '))}`;
}

async function anotherFolder(workspace: string): Promise<string | undefined> {
  const options = { canSelectFiles: false, canSelectFolders: true, title: 'A folder that the check may read' };
  const [picked] = (await vscode.window.showOpenDialog(options)) ?? [];
  if (picked === undefined) return undefined;
  const folder = await grantableFolder(picked.fsPath, [workspace]);
  if (folder.kind === 'grantable') return folder.path;
  throw new UserFacingError(
    `${visibleText(fromHome(picked.fsPath))} cannot be shown to a check: ${folder.reason}. Run this again and choose a narrower folder.`,
  );
}

function fromHome(folder: string): string {
  const home = homedir();
  return folder.startsWith(`${home}/`) ? `~${folder.slice(home.length)}` : folder;
}

function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
