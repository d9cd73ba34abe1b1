import assert from 'node:assert/strict';
import { todoAt } from '../../../src/tasks/findTodo';

function at(text: string, line: number): ReturnType<typeof todoAt> {
  const lines = text.split('\n');
  return todoAt({ lineCount: lines.length, lineAt: (index) => lines[index] ?? '' }, line);
}

describe('tasks/findTodo', () => {
  const comments: readonly (readonly [string, string])[] = [
    ['// TODO: cut the line', 'cut the line'],
    ['  x(); // TODO(ann): cut the line', '(ann): cut the line'],
    ['# FIXME cut the line', 'cut the line'],
    ['-- TODO cut the line', 'cut the line'],
    ['; TODO: cut the line', 'cut the line'],
    ['% TODO: cut the line', 'cut the line'],
    ['/* TODO: cut the line */', 'cut the line'],
    [' * @TODO cut the line', 'cut the line'],
    ['<!-- TODO: cut the line -->', 'cut the line'],
    ['{/* FIXME: cut the line */}', 'cut the line'],
    ['(* TODO: cut the line *)', 'cut the line'],
    ['//TODO: cut the line', 'cut the line'],
    ['/// TODO: cut the line', 'cut the line'],
    ['//! TODO: cut the line', 'cut the line'],
    ['// [TODO] cut the line', 'cut the line'],
  ];
  for (const [line, text] of comments) {
    it(`finds the comment in: ${line}`, () => {
      const found = at(line, 0);
      assert.equal(found?.text, text);
      assert.match(line, new RegExp(found.mark, 'u'));
    });
  }

  for (const line of [
    'const TODO = 1;',
    'TODO: no comment',
    '// todo in small letters',
    '// TODOS',
    'a // METHODTODO',
    '',
  ]) {
    it(`finds none in: ${line || '(an empty line)'}`, () => assert.equal(at(line, 0), undefined));
  }

  it('goes on over the comment lines that follow, and from any of them', () => {
    const text = 'f();\n// TODO: cut the line\n// at the comma,\n// also inside quotes\ng(); // TODO: other';
    const expected = {
      mark: 'TODO',
      firstLine: 1,
      lastLine: 3,
      text: 'cut the line\nat the comma,\nalso inside quotes',
    };
    for (const line of [1, 2, 3]) assert.deepEqual(at(text, line), expected);
    assert.equal(at(text, 4)?.text, 'other');
    assert.equal(at(text, 0), undefined);
  });

  it('ends where the block, the paragraph or the next mark does', () => {
    assert.equal(at('/*\n * FIXME: one\n * two\n */\ncode();', 1)?.lastLine, 2);
    assert.equal(at('# TODO: one\n#\n# about something else', 0)?.lastLine, 0);
    assert.equal(at('// TODO: one\n// FIXME: two', 0)?.lastLine, 0);
    assert.equal(at('/** TODO: one\n * @param x of it\n */', 0)?.lastLine, 0);
    assert.equal(at('/* TODO: one */\n// not of it', 0)?.lastLine, 0);
  });

  it('case 80: reads only the beginning of a line that never ends', () => {
    assert.equal(at(`${'x'.repeat(5_000_000)} // TODO: far away`, 0), undefined);
    assert.equal(at(`// TODO: near ${'/* '.repeat(1_000_000)}`, 0)?.mark, 'TODO');
  });
});
