import { createHash } from 'node:crypto';

/** Names a workspace folder in the memory without telling its path: 16 hex digits of the hash of its URI, slashes at the end left out. */
export function workspaceIdOf(folderUri: string): string {
  return createHash('sha256').update(folderUri.replace(/\/+$/u, '')).digest('hex').slice(0, 16);
}
