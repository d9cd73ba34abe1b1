import * as vscode from 'vscode';
import { replaced } from './gavel';

/** The context keys that the extension sets, from now on. */
export interface WatchedContext {
  /** Settles when the key has this value, at once when that was the last one set. */
  becomes(key: string, value: boolean): Promise<void>;
  stop(): void;
}

/** What menus and palette go by, for a test that has no other way to see how far a run is. */
export function watchContext(): WatchedContext {
  const values = new Map<unknown, unknown>();
  const waiting = new Set<() => void>();
  const stop = replaced(vscode.commands, 'executeCommand', (original) => (command, key, value, ...rest) => {
    if (command === 'setContext') {
      values.set(key, value);
      for (const look of waiting) look();
    }
    return original(command, key, value, ...rest);
  });
  return {
    becomes: (key, value) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (values.get(`gavel.${key}`) !== value) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    stop,
  };
}
