import * as vscode from 'vscode';
import { taskFromEditor } from '../tasks/editorTask';
import { auctionDraft } from './auctionDraft';
import type { Services } from './services';

/** The way in from an editor: selection or file, what to do with it, which check must pass. Escape at any step stops. */
export async function auctionFromEditor(services: Services): Promise<void> {
  services.active.assertFree();
  await auctionDraft(services, taskFromEditor(vscode.window.activeTextEditor), { words: 'ask' });
}
