import assert from 'node:assert/strict';
import { readFailure, readTest } from '../../../src/tasks/readTest';

const uri = { scheme: 'file', fsPath: '/w/test/sum.test.js' };
const range = { start: { line: 4 }, end: { line: 6, character: 4 } };

interface Item {
  readonly label: string;
  readonly uri?: typeof uri;
  readonly range?: typeof range;
  readonly parent?: Item;
  readonly children?: { readonly size: number };
}

const file: Item = { label: 'sum.test.js', uri, parent: { label: 'project' } };
const suite: Item = { label: '$(symbol-class) sum', uri, range, parent: file, children: { size: 1 } };
const item: Item = { label: 'adds [1]', uri, range, parent: suite, children: { size: 0 } };

describe('tasks/readTest', () => {
  it('names a test by the labels below its file, from a test item or from a message of it', () => {
    const expected = { uri, range, names: ['sum', 'adds [1]'], suite: false };
    assert.deepEqual(readTest(item), expected);
    assert.deepEqual(readTest({ test: item, message: { message: 'x' } }), expected);
    assert.deepEqual(readTest(suite)?.suite, true);
    assert.deepEqual(readTest(file)?.names, []);
  });

  it('knows a file by the end of its path too, and stops at another file', () => {
    assert.deepEqual(readTest({ ...item, parent: { label: 'test/sum.test.js', uri } })?.names, ['adds [1]']);
    const module = { label: 'module', uri: { scheme: 'file', fsPath: '/w/mod.rs' } };
    assert.deepEqual(readTest({ ...item, parent: module })?.names, ['adds [1]']);
  });

  it('reads message, expected, actual, place and stack', () => {
    const failure = readFailure({
      test: item,
      message: {
        message: { value: '**not** equal' },
        expectedOutput: '1',
        actualOutput: '2',
        location: { uri, range },
        stackTrace: [{ label: 'sum', uri, position: { line: 3, character: 1 } }, { label: 'native' }],
      },
    });
    assert.deepEqual(failure, {
      message: '**not** equal',
      expected: '1',
      actual: '2',
      place: { uri, range },
      stack: [{ label: 'sum', uri, line: 3 }, { label: 'native' }],
    });
  });

  const circle: Record<string, unknown> = { label: 'a', uri };
  circle['parent'] = circle;
  const throwing = {
    get uri(): never {
      throw new Error('no');
    },
  };
  const strange: readonly unknown[] = [undefined, null, 5, 'text', {}, [], { uri: 'file:///x' }, { test: 5 }, throwing];
  it('takes nothing for granted: whoever runs a command may pass anything', () => {
    for (const argument of strange) assert.equal(readTest(argument), undefined);
    for (const argument of [...strange, { message: 'text' }]) assert.equal(readFailure(argument), undefined);
    assert.deepEqual(readFailure({ message: { stackTrace: [5, null], location: 3, message: 7 } }), {
      message: '',
      stack: [{ label: '' }, { label: '' }],
    });
    assert.equal(readTest({ uri, range: { start: 1 } })?.range, undefined);
  });

  it('is not walked for ever by a tree that is none', () => {
    assert.ok((readTest(circle)?.names.length ?? 0) <= 30);
  });
});
