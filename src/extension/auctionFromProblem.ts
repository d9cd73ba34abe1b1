import * as vscode from 'vscode';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import { type ProblemChoice, problemsIn, taskFromProblems } from '../tasks/shownProblems';
import { auctionDraft } from './auctionDraft';
import { placeArgument } from './placeArgument';
import { auctionProblemsInTurn } from './problemQueue';
import type { Services } from './services';

/** The way in from a problem: the one that the quick fix stands at or all of the file, else those of the editor to choose from. */
export async function auctionFromProblem(services: Services, argument: unknown): Promise<void> {
  services.active.assertFree();
  const choice = choiceOf(argument) ?? (await askForProblem());
  if (choice === undefined) return;
  // Says when there is none, or when its file is in no open folder.
  const task = taskFromProblems(choice);
  if (choice.each === true) await auctionProblemsInTurn(services, choice.uri);
  else await auctionDraft(services, task, { words: 'ask' });
}

/** `each`: all problems of the file, one after the other instead of in one task. */
type Choice = ProblemChoice & { readonly each?: boolean };

function choiceOf(argument: unknown): Choice | undefined {
  const place = placeArgument(argument);
  if (place === undefined) return undefined;
  const { uri, line, character, message, each } = place;
  if (each === true) return { uri, each };
  if (line === undefined || character === undefined || message === undefined) return { uri };
  return { uri, only: { line, character, message } };
}

type Item = vscode.QuickPickItem & { readonly choice: Choice };

/** The problem under the cursor when there is exactly one, else a list; `undefined` when the person stopped. */
async function askForProblem(): Promise<Choice | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new UserFacingError('No editor is open: open a file with a problem and put the cursor on it.', {
      action: { title: 'Show Problems', command: 'workbench.actions.view.problems' },
    });
  }
  const { uri } = editor.document;
  const problems = problemsIn(uri);
  const touched = problems.filter(({ range }) => range.intersection(editor.selection) !== undefined);
  const [only] = touched;
  if (only !== undefined && touched.length === 1) return single(uri, only);
  if (problems.length === 0) {
    throw new UserFacingError(
      `The editor reports no problem in ${vscode.workspace.asRelativePath(uri)}: open a file that has one.`,
      { action: { title: 'Show Problems', command: 'workbench.actions.view.problems' } },
    );
  }
  const whole = `All ${problems.length} problems of this file`;
  const all: Item[] = [
    { label: `$(files) ${whole} as one task`, choice: { uri } },
    { label: `$(list-ordered) ${whole}, one after the other`, choice: { uri, each: true } },
  ];
  const items: Item[] = problems.map((problem) => ({
    // In a quick pick `$(name)` is an icon.
    label: visibleText(problem.message).replace(/\s+/gu, ' ').replaceAll('$(', '\\$('),
    description: `line ${problem.range.start.line + 1}`,
    choice: single(uri, problem),
  }));
  const title = 'Which problem shall be put to auction?';
  return (await vscode.window.showQuickPick(problems.length > 1 ? [...all, ...items] : items, { title }))?.choice;
}

function single(uri: vscode.Uri, { range, message }: vscode.Diagnostic): ProblemChoice {
  return { uri, only: { line: range.start.line, character: range.start.character, message } };
}
