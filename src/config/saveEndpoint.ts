import * as vscode from 'vscode';
import type { Endpoint } from '../models/endpoint';
import { userValue } from './userValue';

/** Writes one endpoint into the user's own settings: in place of the one with its id, else at the end; without models it is removed. */
export async function saveEndpoint(endpoint: Endpoint): Promise<void> {
  const value = userValue('endpoints');
  const before: readonly unknown[] = Array.isArray(value) ? value : [];
  const isSame = (item: unknown): boolean =>
    typeof item === 'object' && item !== null && 'id' in item && item.id === endpoint.id;
  const kept = endpoint.models.length > 0 ? [endpoint] : [];
  const after = before.some(isSame) ? before.flatMap((item) => (isSame(item) ? kept : [item])) : [...before, ...kept];
  await vscode.workspace.getConfiguration('gavel').update('endpoints', after, vscode.ConfigurationTarget.Global);
}
