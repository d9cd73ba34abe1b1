import * as vscode from 'vscode';
import { commandText } from '../base/commandText';
import { visibleText } from '../base/visibleText';
import { type CheckGrant, noGrant } from '../sandbox/checkGrant';
import { type Confinement, noProcessLimits } from '../sandbox/confinement';
import { allowMore, grantWords } from './allowMore';
import { readCommand } from './argumentVector';
import type { DetectedCheck } from './detectChecks';

/** What the person chose: a command, to go without one, or to stop. */
export type CheckChoice =
  | { readonly kind: 'check'; readonly argv: readonly string[]; readonly grant: CheckGrant }
  | { readonly kind: 'noCheck' }
  | { readonly kind: 'cancelled' };

type Item = vscode.QuickPickItem & { readonly choice: Picked };

/** What a row stands for; the grant is added when a command is picked. */
type Picked = { readonly argv: readonly string[] } | 'type' | 'allowMore' | 'noCheck';

/**
 * Shows the exact command of every candidate and asks which one must pass. Nothing runs that was not picked here; the
 * pick covers this one task. An abort closes the question and counts as cancelled.
 */
export async function chooseCheck(
  candidates: readonly DetectedCheck[],
  confinement: Confinement,
  { signal, folder }: { readonly signal?: AbortSignal | undefined; readonly folder: string },
): Promise<CheckChoice> {
  const closing = new vscode.CancellationTokenSource();
  const close = (): void => closing.cancel();
  if (signal?.aborted === true) close();
  signal?.addEventListener('abort', close, { once: true });
  try {
    return await askForCheck({ candidates, confinement, folder }, closing.token);
  } finally {
    signal?.removeEventListener('abort', close);
    closing.dispose();
  }
}

interface Question {
  readonly candidates: readonly DetectedCheck[];
  readonly confinement: Confinement;
  /** The workspace folder; the check runs in a copy of it. */
  readonly folder: string;
}

async function askForCheck(question: Question, closed: vscode.CancellationToken): Promise<CheckChoice> {
  let grant = noGrant;
  for (;;) {
    const options = {
      title: 'Which command must pass?',
      placeHolder: whereItRuns(question, grant),
      ignoreFocusOut: true,
    };
    const picked = await vscode.window.showQuickPick(itemsFor(question), options, closed);
    if (picked === undefined || closed.isCancellationRequested) return { kind: 'cancelled' };
    const { choice } = picked;
    if (choice === 'noCheck') return { kind: 'noCheck' };
    if (choice === 'type') return typeCheck(grant, closed);
    if (choice !== 'allowMore') return { kind: 'check', argv: choice.argv, grant };
    grant = await allowMore(grant, question.folder, closed);
  }
}

function itemsFor({ candidates, confinement }: Question): Item[] {
  const more: Item = {
    label: '$(unlock) Allow more for this run…',
    description: 'the network, or folders with tools',
    choice: 'allowMore',
  };
  return [
    ...candidates.map(({ argv, source }) => ({
      // In a quick pick `$(name)` is an icon, and the command shown must be the one that runs.
      label: `$(beaker) ${withoutIcons(commandText(argv))}`,
      description: withoutIcons(source),
      choice: { argv },
    })),
    { label: '$(edit) Type another command…', choice: 'type' },
    ...(confinement.kind === 'confined' ? [more] : []),
    { label: '$(circle-slash) No check', description: 'the result will be unchecked', choice: 'noCheck' },
  ];
}

function whereItRuns({ confinement, folder }: Question, grant: CheckGrant): string {
  const copy = `in a copy of ${visibleText(folder)}`;
  // The line is cut where the box ends: what matters most comes first.
  if (confinement.kind === 'unconfined')
    return `${confinement.reason} It runs as you, ${copy}, and can do what you can do.`;
  const limits = confinement.tools === undefined ? ` (${noProcessLimits})` : '';
  const allowed = grantWords(grant);
  return allowed === ''
    ? `It runs confined${limits}, ${copy}: no network, none of your files`
    : `It runs confined${limits}, ${copy}; ${allowed}`;
}

function withoutIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

async function typeCheck(grant: CheckGrant, closed: vscode.CancellationToken): Promise<CheckChoice> {
  const options: vscode.InputBoxOptions = {
    title: 'Which command must pass?',
    prompt: 'Runs without a shell in a copy of this folder.',
    placeHolder: 'npm test',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const read = readCommand(text);
      return read.kind === 'refused' ? read.reason : undefined;
    },
  };
  const typed = await vscode.window.showInputBox(options, closed);
  const read = readCommand(typed ?? '');
  return read.kind === 'ok' ? { kind: 'check', argv: read.argv, grant } : { kind: 'cancelled' };
}
