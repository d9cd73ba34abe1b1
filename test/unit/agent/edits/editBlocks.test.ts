import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EditBlock, EditResult } from '../../../../src/agent/edits/editBlocks';
import { applyEditBlocks } from '../../../../src/agent/edits/editBlocks';

const context = { path: 'file.js', mayShrink: false };

function edit(text: string, search: string, replace: string): EditResult {
  return applyEditBlocks(text, [{ search, replace }], context);
}

function refusal(result: EditResult, index = 0): string {
  const outcome = result.outcomes[index];
  assert.ok(outcome?.kind === 'refused');
  return outcome.reason;
}

const code = 'function add(a, b) {\n  return a - b;\n}\n\nfunction twice(a) {\n  return a * 2;\n}\n';

describe('agent/editBlocks', function () {
  this.timeout(20_000);
  it('replaces a text that stands there exactly once', () => {
    const result = edit(code, 'return a - b;', 'return a + b;');
    assert.equal(result.text, code.replace('a - b', 'a + b'));
    assert.deepEqual(result.outcomes, [{ kind: 'applied', startLine: 2, endLine: 2, how: 'exact' }]);
  });

  it('refuses a text that stands nowhere and shows the closest one with its lines (case 44)', () => {
    const result = edit(code, 'function add(x, y) {\n  return x - y;', 'nothing');
    assert.equal(result.text, code);
    assert.match(refusal(result), /closest text is at lines 1-2:\nfunction add\(a, b\) \{\n {2}return a - b;$/);
  });

  it('says that nothing is similar rather than to show something unlike', () => {
    assert.match(refusal(edit(code, 'SELECT name FROM users WHERE id = 5', 'x')), /nor anything like it/);
  });

  it('refuses a text that stands there three times and names the lines (case 44)', () => {
    const result = edit('one\nx\none\nx\none\n', 'one', 'two');
    assert.match(refusal(result), /lines 1, 3, 5;/);
    assert.equal(result.text, 'one\nx\none\nx\none\n');
  });

  it('counts overlapping matches as several (case 44)', () => {
    assert.match(refusal(edit('aaa', 'aa', 'b')), /more than once/);
  });

  it('refuses an empty or blank search text and an identical replacement (case 44)', () => {
    assert.match(refusal(edit(code, '', 'x')), /search text is empty/);
    assert.match(refusal(edit(code, ' \n\t\n', 'x')), /search text is empty/);
    assert.match(refusal(edit(code, 'return a - b;', 'return a - b;')), /identical/);
    assert.match(refusal(edit('a\r\nb\r\n', 'a\nb', 'a\r\nb')), /identical/);
  });

  it('takes $ patterns and regex characters as text (case 44)', () => {
    for (const literal of ['$&', '$1', '$$', "$'", '$`', '(.*)+$', '[a-z]{2,}']) {
      assert.equal(edit('before X after', 'X', literal).text, `before ${literal} after`);
      assert.equal(edit(`before ${literal} after`, literal, 'X').text, 'before X after');
    }
  });

  it('applies the good blocks and sends only the bad one back', () => {
    const blocks = [
      { search: 'a - b', replace: 'a + b' },
      { search: 'not there at all', replace: 'x' },
      { search: 'a * 2', replace: '2 * a' },
    ];
    const result = applyEditBlocks(code, blocks, context);
    assert.deepEqual(
      result.outcomes.map((outcome) => outcome.kind),
      ['applied', 'refused', 'applied'],
    );
    assert.equal(result.text, code.replace('a - b', 'a + b').replace('a * 2', '2 * a'));
  });

  it('matches whole lines without their indentation and keeps that of the file', () => {
    const python = 'class A:\n    def f(self):\n        if self.x:\n            return 1\n        return 2\n';
    const result = edit(python, 'if self.x:\n    return 1', 'if self.x:\n    y = 3\n    return y');
    assert.equal(
      result.text,
      'class A:\n    def f(self):\n        if self.x:\n            y = 3\n            return y\n        return 2\n',
    );
    assert.deepEqual(result.outcomes, [{ kind: 'applied', startLine: 3, endLine: 5, how: 'trimmed' }]);
  });

  it('translates spaces of the model to the tabs of the file', () => {
    const file = 'void f() {\n\tif (x) {\n\t\ty();\n\t}\n}\n';
    const result = edit(file, '  if (x) {\n    y();\n  }', '  if (!x) {\n    y();\n    z();\n  }');
    assert.equal(result.text, 'void f() {\n\tif (!x) {\n\t\ty();\n\t\tz();\n\t}\n}\n');
  });

  it('refuses when the model has flattened the indentation, since it carries meaning', () => {
    const python = 'if a:\n    b()\n    if c:\n        d()\n';
    const result = edit(python, 'b()\nif c:\nd()', 'b()\nif c:\nd()\ne()');
    assert.match(refusal(result), /only without its indentation/);
    assert.equal(result.text, python);
  });

  it('refuses a trimmed match that is not unique', () => {
    assert.match(refusal(edit('if a:\n  x()  \n  y()\nif b:\n  x()  \n  y()\n', ' x()\n y()', ' z()')), /lines 2, 5;/);
  });

  it('deletes whole lines with their line end when they are replaced by nothing', () => {
    assert.equal(edit('a\n\tb\n\tc\nd\n', '  b\n  c\n', '').text, 'a\nd\n');
  });

  it('keeps CRLF in the replacement and everywhere else', () => {
    const result = edit('one\r\ntwo\r\nthree\r\n', 'one\ntwo\n', 'one\n2\nzwei\n');
    assert.equal(result.text, 'one\r\n2\r\nzwei\r\nthree\r\n');
  });

  it('leaves mixed line ends outside the match as they are', () => {
    const result = edit('a\r\nb\nc\r\nd\n', 'c', 'C');
    assert.equal(result.text, 'a\r\nb\nC\r\nd\n');
  });

  it('refuses to empty a file', () => {
    assert.match(refusal(edit('only this\n', 'only this\n', '')), /empty the file/);
    assert.match(refusal(edit('only this\n', 'only this', '  ')), /empty the file/);
  });

  it('refuses to drop more than half of a file unasked, also by several blocks', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line number ${index}`);
    const text = lines.join('\n') + '\n';
    assert.match(refusal(edit(text, lines.slice(0, 20).join('\n'), 'short')), /more than half/);
    const blocks = [
      { search: lines.slice(0, 10).join('\n') + '\n', replace: '' },
      { search: lines.slice(10, 20).join('\n') + '\n', replace: '' },
    ];
    const result = applyEditBlocks(text, blocks, context);
    assert.equal(result.outcomes[0]?.kind, 'applied');
    assert.match(refusal(result, 1), /more than half/);
    assert.equal(result.text, lines.slice(10).join('\n') + '\n');
    assert.equal(
      applyEditBlocks(text, blocks, { ...context, mayShrink: true }).text,
      lines.slice(20).join('\n') + '\n',
    );
  });

  it('refuses half characters, NULs and the backspace of an unescaped \\b', () => {
    for (const bad of ['\ud83d', 'a\u0000', '/\bword/']) assert.match(refusal(edit('x', 'x', bad)), /half a character/);
  });

  it('stays quick on 20,000 lines when nothing matches', () => {
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => `  const value${index} = compute(${index * 7}, "text");`,
    );
    const search = lines.slice(15_000, 15_012).map((line) => line.replace('compute', 'calculate'));
    const before = performance.now();
    const reason = refusal(edit(lines.join('\n'), search.join('\n'), 'x'));
    assert.ok(performance.now() - before < 2000);
    assert.match(reason, /lines 15001-15012/);
  });

  it('stays quick on lines as long as a model likes, whatever they begin with', () => {
    const before = performance.now();
    for (const start of ['// ', '... ', '# existing ', '"', '<<<<<', 'rest of ']) {
      edit(code, 'return a - b;', `${start}${' '.repeat(200_000)}x`);
      edit(code, 'return a - b;', `${start}${'a '.repeat(100_000)}`);
    }
    assert.ok(performance.now() - before < 2000);
  });

  it('never empties a file, whatever the blocks (property)', () => {
    const piece = fc.constantFrom('a', 'b', '\n', '\r\n', '  ', '$&', 'x\n', '');
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''));
    const block: fc.Arbitrary<EditBlock> = fc.record({ search: text, replace: text });
    fc.assert(
      fc.property(text, fc.array(block, { maxLength: 5 }), (file, blocks) => {
        const result = applyEditBlocks(file, blocks, context);
        assert.equal(result.outcomes.length, blocks.length);
        if (file.trim() !== '') assert.notEqual(result.text.trim(), '');
        if (result.outcomes.every((outcome) => outcome.kind === 'refused')) assert.equal(result.text, file);
      }),
      { numRuns: 2000 },
    );
  });

  it('does what a split and join does when the text is there once, with any line ends (property)', () => {
    const line = fc.string({ unit: fc.constantFrom('a', '$', '&', ' ', '\\', '(', '*', 'é', '😀'), maxLength: 8 });
    fc.assert(
      fc.property(
        fc.array(line),
        fc.array(line),
        line,
        fc.constantFrom('\n', '\r\n'),
        (before, after, replace, eol) => {
          const file = [...before, '<unique>', ...after].join(eol);
          const result = edit(file, '<unique>', `${replace}>\n<${replace}`);
          assert.equal(
            result.text,
            file.split('<unique>').join(`${replace}>${eol === '\r\n' && file.includes(eol) ? eol : '\n'}<${replace}`),
          );
        },
      ),
    );
  });
});
