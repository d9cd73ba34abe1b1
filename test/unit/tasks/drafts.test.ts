import assert from 'node:assert/strict';
import { apiDraft } from '../../../src/tasks/apiDraft';
import { freeTextDraft } from '../../../src/tasks/freeTextDraft';
import { problemDraft, problemLimits, type Problem } from '../../../src/tasks/problemDraft';
import { isByOthers } from '../../../src/tasks/taskDraft';
import { textOfDraft } from '../../../src/tasks/taskOfDraft';
import { failureQuote, logQuote, testDraft } from '../../../src/tasks/testDraft';
import { todoDraft } from '../../../src/tasks/todoDraft';

const problem: Problem = {
  severity: 'error',
  message: "Type 'number' is not assignable to type 'string'.",
  source: 'ts',
  code: '2322',
  startLine: 3,
  endLine: 3,
  related: [{ path: 'src/types.ts', line: 8, message: "The expected type comes from property 'name'." }],
};

describe('tasks/problemDraft', () => {
  it('says where the problem is in our words, and what the server says as a quote, with what is related', () => {
    const draft = problemDraft('src/a.ts', [problem], [{ path: 'src/a.ts', startLine: 3, endLine: 3 }]);
    assert.equal(draft.words, 'Fix the error that the editor reports at line 3 of src/a.ts.');
    const text = textOfDraft(draft);
    assert.match(text, /^Problem reported by ts:$/mu);
    assert.match(text, /^line 3: error \(ts 2322\): Type 'number' is not assignable to type 'string'\.$/mu);
    assert.match(text, /^ {2}related: src\/types\.ts:8: The expected type comes from property 'name'\.$/mu);
  });

  it('holds all problems of a file, and says how many it left out', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ ...problem, startLine: index + 1 }));
    const draft = problemDraft('src/a.ts', many, [{ path: 'src/a.ts' }]);
    assert.equal(draft.words, 'Fix the 40 problems that the editor reports in src/a.ts.');
    assert.match(textOfDraft(draft), new RegExp(`… and ${40 - problemLimits.problems} more`, 'u'));
  });

  it('a problem without a source or rule, and one whose message never ends', () => {
    const bare = {
      ...problem,
      severity: 'hint',
      source: '',
      code: '',
      message: 'm'.repeat(50_000),
      related: [],
    } as const;
    const draft = problemDraft('a.txt', [bare], [{ path: 'a.txt' }]);
    assert.equal(draft.words, 'Fix the problem that the editor reports at line 3 of a.txt.');
    assert.match(textOfDraft(draft), /^line 3: hint: m{1500}…$/mu);
  });
});

describe('tasks/todoDraft', () => {
  it('asks for the comment to be done and removed; its words are a quote', () => {
    const draft = todoDraft({ path: 'a.py', startLine: 7, endLine: 8 }, { mark: 'FIXME', text: 'cut\nhere' });
    assert.equal(draft.words, 'Do what the FIXME comment at line 7 of a.py asks for, then remove the comment.');
    assert.match(textOfDraft(draft), /The FIXME comment:\n```\ncut\nhere\n```/u);
    assert.deepEqual(todoDraft({ path: 'a.py', startLine: 7 }, { mark: 'TODO', text: '' }).quoted, []);
  });
});

describe('tasks/testDraft', () => {
  const anchors = [{ path: 'test/a.test.js', startLine: 5, endLine: 9 }];

  it('asks for the code to be fixed, and keeps what the runner said a quote without terminal codes', () => {
    const quoted = failureQuote({
      names: ['sum', 'adds'],
      failure: {
        message: '\u001b[31mno\u001b[39m',
        expected: '1',
        actual: '\u001b]8;;http://x\u0007 2',
        stack: ['sum at src/a.js:3'],
      },
    });
    const check = { argv: ['node', '--test'], source: 'this test alone, by node:test' };
    const draft = testDraft(anchors, quoted, check);
    const words =
      'Fix the code so that the test at line 5 of test/a.test.js passes. Change the test only if it is wrong.';
    assert.equal(draft.words, words);
    assert.deepEqual(draft.suggestedCheck, check);
    const text = textOfDraft(draft);
    assert.match(
      text,
      /^Failure of the test “sum › adds”:\n```\nno\n\nExpected:\n1\n\nActual:\n2\n\n {2}at sum at src\/a\.js:3\n```$/mu,
    );
    assert.doesNotMatch(text, /\u001b|U\+001B/u);
  });

  it('takes the end of a log, where runners sum up', () => {
    const { text, what } = logQuote(['npm', 'test'], {
      output: `${'x'.repeat(100_000)}\nthe end`,
      message: 'It failed.',
    });
    assert.equal(what, 'Output of npm test before any work');
    assert.match(text, /^⟨94\d+ characters before this left out⟩\n/u);
    assert.match(text, /the end\n\nIt failed\.$/u);
  });

  it('bounds outputs that are all colour', () => {
    const message = '\u001b[31m'.repeat(1_000_000);
    assert.equal(failureQuote({ names: [], failure: { message, stack: [] } })[0]?.text, '');
  });
});

describe('tasks/taskDraft', () => {
  it('counts the words of another extension as written by others, so that they are shown before they go out', () => {
    assert.ok(isByOthers(apiDraft('Do it.', [], undefined)));
    assert.ok(isByOthers({ ...freeTextDraft('Do it.'), quoted: [{ what: 'Issue', text: 'x' }] }));
    assert.ok(!isByOthers(freeTextDraft('Do it.')), "the person's own words");
  });
});
