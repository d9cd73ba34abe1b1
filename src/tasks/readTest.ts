import type { TestCase } from './runners/testRunner';

/** A file as VS Code's objects name it. */
interface FileUri {
  readonly scheme: string;
  readonly fsPath: string;
}

/** 0-based, as in VS Code. */
interface LineRange {
  readonly start: { readonly line: number };
  readonly end: { readonly line: number; readonly character: number };
}

/** A test as an explorer shows it, read from an object of another extension. */
export interface ShownTest {
  readonly uri: FileUri;
  readonly range?: LineRange;
  /** From the outermost suite inside the file to the test. */
  readonly names: readonly string[];
  readonly suite: boolean;
}

/** Why a test failed, as its runner reported it. */
export interface ShownFailure {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly place?: { readonly uri: FileUri; readonly range: LineRange };
  readonly stack: readonly { readonly label: string; readonly uri?: FileUri; readonly line?: number }[];
}

/** Ours: a tree of tests is not deeper, and an object that pretends to be one must not be walked for ever. */
const maxDepth = 30;

/**
 * The test behind the argument of a menu: a test item, or a test item with a message. The objects come from whoever owns
 * the tests, so everything is looked at before it is used; `undefined` when it is no test in a file.
 */
export function readTest(argument: unknown): ShownTest | undefined {
  const item = objectOf(member(argument, 'test')) ?? objectOf(argument);
  const uri = fileUri(member(item, 'uri'));
  if (item === undefined || uri === undefined) return undefined;
  const range = lineRange(member(item, 'range'));
  const size = member(member(item, 'children'), 'size');
  return {
    uri,
    ...(range && { range }),
    names: namesOf(item, uri.fsPath),
    suite: typeof size === 'number' && size > 0,
  };
}

/** The failure that came with the test; `undefined` when the argument has none. */
export function readFailure(argument: unknown): ShownFailure | undefined {
  const message = objectOf(member(argument, 'message'));
  if (message === undefined) return undefined;
  const expected = member(message, 'expectedOutput');
  const actual = member(message, 'actualOutput');
  const uri = fileUri(member(member(message, 'location'), 'uri'));
  const range = lineRange(member(member(message, 'location'), 'range'));
  const stack = member(message, 'stackTrace');
  return {
    message: textOf(member(message, 'message')),
    ...(typeof expected === 'string' && { expected }),
    ...(typeof actual === 'string' && { actual }),
    ...(uri && range && { place: { uri, range } }),
    stack: Array.isArray(stack) ? stack.slice(0, maxDepth).map(frameOf) : [],
  };
}

/** The test as a runner is told about it. */
export function testCaseOf({ names, suite }: ShownTest, path: string): TestCase {
  return { path, names, suite };
}

function frameOf(frame: unknown): ShownFailure['stack'][number] {
  const uri = fileUri(member(frame, 'uri'));
  const line = member(member(frame, 'position'), 'line');
  return {
    label: textOf(member(frame, 'label')),
    ...(uri && { uri }),
    ...(typeof line === 'number' && Number.isInteger(line) && line >= 0 && { line }),
  };
}

/** Labels from below the item that stands for the file; icons that some explorers put in front are no part of a name. */
function namesOf(item: object, file: string): readonly string[] {
  const names: string[] = [];
  let current: object | undefined = item;
  for (let depth = 0; current !== undefined && depth < maxDepth; depth += 1) {
    const label = textOf(member(current, 'label')).replace(/^(?:\$\([\w~-]+\)\s*)+/u, '');
    const inFile = fileUri(member(current, 'uri'))?.fsPath === file;
    if (!inFile || label === '' || namesFile(label, file)) break;
    names.unshift(label);
    current = objectOf(member(current, 'parent'));
  }
  return names;
}

function namesFile(label: string, file: string): boolean {
  const path = file.replaceAll('\\', '/');
  const end = label.replaceAll('\\', '/');
  return path === end || path.endsWith(`/${end}`);
}

function fileUri(value: unknown): FileUri | undefined {
  const scheme = member(value, 'scheme');
  const fsPath = member(value, 'fsPath');
  return typeof scheme === 'string' && typeof fsPath === 'string' ? { scheme, fsPath } : undefined;
}

function lineRange(value: unknown): LineRange | undefined {
  const line = member(member(value, 'start'), 'line');
  const endLine = member(member(value, 'end'), 'line');
  const character = member(member(value, 'end'), 'character');
  if (typeof line !== 'number' || typeof endLine !== 'number' || typeof character !== 'number') return undefined;
  return { start: { line }, end: { line: endLine, character } };
}

/** Text, also of a Markdown string. */
function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : member(value, 'value');
  return typeof text === 'string' ? text : '';
}

function objectOf(value: unknown): object | undefined {
  return typeof value === 'object' && value !== null ? value : undefined;
}

function member(value: unknown, name: string): unknown {
  const object = objectOf(value);
  try {
    return object === undefined ? undefined : (Reflect.get(object, name) as unknown);
  } catch {
    return undefined; // somebody's getter
  }
}
