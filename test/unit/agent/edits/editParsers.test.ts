import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyEditBlocks } from '../../../../src/agent/edits/editBlocks';
import { outlineOf } from '../../../../src/agent/edits/outline';
import { readUnifiedDiff } from '../../../../src/agent/edits/unifiedDiff';
import { wholeFile } from '../../../../src/agent/edits/wholeFile';
import { wholeFunction } from '../../../../src/agent/edits/wholeFunction';
import { readTextCalls } from '../../../../src/agent/readTextCalls';
import { createTwoFilesPatch } from 'diff';

const context = { path: 'file.js', mayShrink: false };
const pieces = fc.constantFrom(
  ...[
    '<<<<<<< SEARCH',
    '=======',
    '>>>>>>> REPLACE',
    '```edit a.js',
    '```file a.js',
    '```function a.js f',
    '```',
    '````',
  ],
  ...[
    '```diff',
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -1 +1 @@',
    '-x',
    '+y',
    ' z',
    'a.js',
    'x',
    '  y {',
    '}',
    '',
    '```tool',
    '{"name":',
  ],
);
const answer = fc.array(pieces, { maxLength: 40 }).map((lines) => lines.join('\n'));
const line = fc.constantFrom(
  'function f() {',
  '  x();',
  '}',
  '',
  'class A {',
  '  m() {',
  '  }',
  '"',
  '`',
  '/*',
  'const g = () => 1;',
  'def f():',
  '    pass',
  '(',
);
const code = fc.array(line, { maxLength: 30 }).map((lines) => `${lines.join('\n')}\n`);

describe('agent/edits: parsers under fire', function () {
  this.timeout(60_000);

  it('reads any answer without throwing, always forward, and every call is JSON or a problem (property)', () => {
    fc.assert(
      fc.property(answer, (text) => {
        const { calls, prose } = readTextCalls(text);
        assert.ok(prose.length <= text.length);
        for (const { call } of calls) JSON.parse(call.argumentsText);
      }),
      { numRuns: 5000 },
    );
  });

  it('never empties or halves a file by a whole file, a function or blocks it was not asked for (property)', () => {
    fc.assert(
      fc.property(code, code, (file, content) => {
        const filled = (text: string): number => text.split('\n').filter((row) => row.trim() !== '').length;
        const results = [
          wholeFile(file, content, context),
          wholeFunction(file, outlineOf(file, 'file.js'), { name: 'f', content }, context),
        ];
        for (const result of results) {
          if (result.kind === 'refused') continue;
          if (file.trim() !== '') assert.notEqual(result.text.trim(), '');
          if (filled(file) > 4) assert.ok(filled(result.text) * 2 >= filled(file));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('finds symbols that lie in the file and end after they begin, in any text (property)', () => {
    fc.assert(
      fc.property(code, fc.constantFrom('a.js', 'a.py', 'a.cpp'), (text, path) => {
        for (const { startLine, endLine } of outlineOf(text, path)) {
          assert.ok(startLine >= 1 && endLine >= startLine && endLine <= text.split('\n').length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('applies a right diff of any two texts exactly, or refuses hunks that are not unique (property)', () => {
    const row = fc.string({
      unit: fc.constantFrom('a', 'b', '$', '&', ' ', '+', '-', '@'),
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.array(row, { minLength: 1, maxLength: 12 }),
        (one, other) => {
          const [before, after] = [one, other].map((lines) => `${lines.join('\n')}\n`) as [string, string];
          const [file] = readUnifiedDiff(createTwoFilesPatch('a/file.js', 'b/file.js', before, after));
          if (file?.change.kind !== 'edit') return;
          const result = applyEditBlocks(before, file.change.blocks, { ...context, mayShrink: true });
          if (result.outcomes.every(({ kind }) => kind === 'applied')) assert.equal(result.text, after);
          else if (result.outcomes.every(({ kind }) => kind === 'refused')) assert.equal(result.text, before);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds functions, methods and classes where they stand', () => {
    const js =
      'export class A {\n  async m(a = {}) {\n    return "}";\n  }\n}\nexport const f = async (x) => {\n  g();\n};\nconst h = (x) =>\n  x + 1;\nif (x) {\n}\n';
    const names = (text: string, path: string): readonly string[] =>
      outlineOf(text, path).map(({ name, startLine, endLine }) => `${name} ${startLine}-${endLine}`);
    assert.deepEqual(names(js, 'a.ts'), ['A 1-5', 'm 2-4', 'f 6-8', 'h 9-10']);
    const cpp =
      'int f(int a);\nstd::vector<int> A::g(int a) const {\n  return h(a);\n}\nclass B : public A {\npublic:\n  ~B() { x(); }\n};\n';
    assert.deepEqual(names(cpp, 'a.cpp'), ['g 2-4', 'B 5-8', '~B 7-7']);
    const py =
      '@cached\ndef f(a,\n      b):\n    """)"""\n    return 1\n\nclass A:\n    def g(self):\n        pass\n\nx = 1\n';
    assert.deepEqual(names(py, 'a.py'), ['f 1-5', 'A 7-9', 'g 8-9']);
  });
});
