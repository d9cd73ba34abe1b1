import * as vscode from 'vscode';
import { replaced } from './gavel';

/** What the person was asked while `action` ran. */
export interface Asked {
  /** The words as suggested. */
  readonly words: readonly string[];
  /** Labels of the entries on offer, of each list. */
  readonly lists: readonly (readonly string[])[];
}

/** Answers every question as a person does who presses Enter: words as suggested, the first entry of a list. */
export async function asSuggested(action: () => Thenable<unknown>): Promise<Asked> {
  const words: string[] = [];
  const lists: string[][] = [];
  const undo = [
    replaced(vscode.window, 'showInputBox', () => (options) => {
      const { value = '' } = options as vscode.InputBoxOptions;
      words.push(value);
      return Promise.resolve(value);
    }),
    replaced(vscode.window, 'showQuickPick', () => (items) => {
      const offered = items as readonly vscode.QuickPickItem[];
      lists.push(offered.map(({ label }) => label));
      return Promise.resolve(offered[0]);
    }),
  ];
  try {
    await action();
  } finally {
    for (const restore of undo) restore();
  }
  return { words, lists };
}
