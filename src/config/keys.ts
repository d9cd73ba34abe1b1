import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import type { Endpoint, KeyPort } from '../models/endpoint';
import { parseEndpointUrl } from '../models/endpointUrl';

/** Keys live in SecretStorage only, under the endpoint and the origin they were entered for: another origin finds none. */
export function secretKeys(secrets: vscode.SecretStorage): KeyPort {
  return {
    keyFor: async (endpointId, origin) => secrets.get(secretName(endpointId, origin)),
  };
}

function secretName(endpointId: string, origin: string): string {
  return `gavel.key:${endpointId}@${origin}`;
}

/** Asks which endpoint and which key, and stores it; an empty entry deletes the stored key. */
export async function askForKey(secrets: vscode.SecretStorage, endpoints: readonly Endpoint[]): Promise<void> {
  const choices = endpoints.flatMap((endpoint) => {
    const address = parseEndpointUrl(endpoint.baseUrl);
    return address.kind === 'ok' ? [{ label: endpoint.name, description: address.origin, endpoint, address }] : [];
  });
  if (choices.length === 0) {
    throw new UserFacingError('There is no endpoint to set a key for: add one to gavel.endpoints first.', {
      action: { title: 'Open Settings', command: 'workbench.action.openSettings', arguments: ['gavel.endpoints'] },
    });
  }
  const choice = await vscode.window.showQuickPick(choices, { title: 'Set the API key of which endpoint?' });
  if (choice === undefined) return;
  await typeKey(secrets, choice.endpoint, choice.address.origin);
}

/** Asks for the key of one endpoint and stores it for one origin; an empty entry deletes it. False when nothing was typed. */
export async function typeKey(secrets: vscode.SecretStorage, endpoint: Endpoint, origin: string): Promise<boolean> {
  const key = await vscode.window.showInputBox({
    title: `API key for ${endpoint.name}`,
    prompt: `Stored in VS Code's secret storage and sent to ${origin} only. Leave empty to delete the stored key.`,
    password: true,
    ignoreFocusOut: true,
  });
  if (key === undefined) return false;
  const name = secretName(endpoint.id, origin);
  if (key.trim() === '') await secrets.delete(name);
  else await secrets.store(name, key.trim());
  void vscode.window.showInformationMessage(
    noticeText(
      key.trim() === ''
        ? `The key for ${endpoint.name} was deleted.`
        : `The key for ${endpoint.name} is stored, for ${origin} only.`,
    ),
  );
  return key.trim() !== '';
}
