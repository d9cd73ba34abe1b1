import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { AuctionRequest, GavelApi, GavelExports } from '../../../api/gavel';

/** The extension under test, as another extension would find it. */
export function gavelExtension(): vscode.Extension<GavelExports> {
  const extension = vscode.extensions.getExtension<GavelExports>('gavel.gavel');
  assert.ok(extension, 'the extension under test is installed');
  return extension;
}

/** Its API, after activation. */
export async function gavelApi(): Promise<GavelApi> {
  return (await gavelExtension().activate()).getAPI(1);
}

/** The folder that is open. */
export function workspaceFolder(): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder, 'a folder is open');
  return folder;
}

/** A file of the open folder. */
export function fileUri(path: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder().uri, path);
}

/** Sets a setting of the user; `undefined` removes it. */
export async function setUserSetting(name: string, value: unknown): Promise<void> {
  await vscode.workspace.getConfiguration('gavel').update(name, value, vscode.ConfigurationTarget.Global);
}

/** A task about one file of the open folder, with its narrow check. */
export function fileTask(file: string, name: string): AuctionRequest {
  return {
    text: `Make ${name} in src/${file}.js do what its comment says and its tests expect.`,
    anchors: [{ uri: fileUri(`src/${file}.js`) }],
    check: ['node', '--test', `test/${file}.test.js`],
  };
}

/** What the extension said in notifications while `action` ran. Only the words are recorded; they are shown as ever. */
export async function noticesDuring(action: () => Thenable<unknown>): Promise<readonly string[]> {
  const notices: string[] = [];
  const names = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;
  const restore = names.map((name) =>
    replaced(vscode.window, name, (original) => (...args) => {
      notices.push(String(args[0]));
      return original(...args);
    }),
  );
  try {
    await action();
  } finally {
    for (const undo of restore) undo();
  }
  return notices;
}

type AnyFunction = (...args: unknown[]) => unknown;

/** Wraps one function of an object that the extension shares with the test; returns what puts it back. */
export function replaced(target: object, name: string, wrap: (original: AnyFunction) => AnyFunction): () => void {
  const original = Reflect.get(target, name) as AnyFunction;
  assert.ok(Reflect.set(target, name, wrap(original.bind(target))), `${name} can be wrapped`);
  return () => {
    Reflect.set(target, name, original);
  };
}
