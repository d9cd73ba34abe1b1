import type * as vscode from 'vscode';
import { askForKey } from '../config/keys';
import { readSettings } from '../config/settings';

/** Asks for the key of one of the configured endpoints. */
export async function setApiKey(secrets: vscode.SecretStorage): Promise<void> {
  await askForKey(secrets, readSettings().endpoints);
}
