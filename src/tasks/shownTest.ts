import * as vscode from 'vscode';
import type { Anchor } from '../auction/task';
import { UserFacingError } from '../base/userFacingError';
import { type Place, placesInFolder } from './placesInFolder';
import { readFailure, readTest, type ShownFailure, testCaseOf } from './readTest';
import type { TestCase } from './runners/testRunner';
import type { FailingTest } from './testDraft';

/** A test of the test explorer, with where it and its failure lie. */
export interface TestInFolder {
  readonly folder: vscode.WorkspaceFolder;
  /** The test first, then where it failed and what it was running, as far as that is in the folder. */
  readonly anchors: readonly Anchor[];
  readonly test: TestCase;
  readonly shown: FailingTest;
}

/** Ours: the innermost frames of a stack lead to the code under test. */
const maxFrames = 3;

/** Reads the argument of a test menu. Throws a `UserFacingError` when it is no test in a file of an open folder. */
export function testInFolder(argument: unknown): TestInFolder {
  const test = readTest(argument);
  if (test === undefined) {
    throw new UserFacingError(
      'This is no test in a file: use “Auction This Test” on a test in the Testing view, or “Auction This Failure” on its message.',
      { action: { title: 'Show Tests', command: 'workbench.view.testing.focus' } },
    );
  }
  const failure = readFailure(argument);
  const uri = vscode.Uri.file(test.uri.fsPath).with({ scheme: test.uri.scheme });
  const range = test.range && rangeOf(test.range);
  const own: Place = { uri, ...(range && { range }) };
  const { folder, anchors } = placesInFolder([own, ...placesOf(uri, failure)]);
  return {
    folder,
    anchors,
    test: testCaseOf(test, anchors[0]?.path ?? ''),
    shown: {
      names: test.names,
      ...(failure && { failure: { ...failure, stack: failure.stack.map((frame) => frameText(frame)) } }),
    },
  };
}

/** Where the failure points, in files of the same folder other than the test's own; each file once. */
function placesOf(test: vscode.Uri, failure: ShownFailure | undefined): readonly Place[] {
  const folder = vscode.workspace.getWorkspaceFolder(test);
  const { place, stack = [] } = failure ?? {};
  const frames = stack.flatMap(({ uri, line }) =>
    uri === undefined || line === undefined ? [] : [{ uri, range: { start: { line }, end: { line, character: 1 } } }],
  );
  const places = new Map<string, Place>();
  for (const { uri, range } of [...(place ? [place] : []), ...frames]) {
    if (uri.scheme !== 'file') continue;
    const file = vscode.Uri.file(uri.fsPath);
    const inside = vscode.workspace.getWorkspaceFolder(file) === folder && file.toString() !== test.toString();
    if (inside && !places.has(file.toString())) places.set(file.toString(), { uri: file, range: rangeOf(range) });
  }
  return [...places.values()].slice(0, maxFrames);
}

function rangeOf({ start, end }: NonNullable<ShownFailure['place']>['range']): vscode.Range {
  return new vscode.Range(Math.max(0, start.line), 0, Math.max(0, end.line), Math.max(0, end.character));
}

/** `sum at src/sum.js:3`; of a file outside of the workspace only its name. */
function frameText({ label, uri, line }: ShownFailure['stack'][number]): string {
  if (uri === undefined) return label;
  const file = vscode.Uri.file(uri.fsPath);
  const inside = vscode.workspace.getWorkspaceFolder(file) !== undefined;
  const path = inside ? vscode.workspace.asRelativePath(file, false) : (file.path.split('/').at(-1) ?? '');
  return `${label} at ${path}${line === undefined ? '' : `:${line + 1}`}`;
}
