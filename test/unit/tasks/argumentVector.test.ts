import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commandText } from '../../../src/base/commandText';
import { readCommand } from '../../../src/tasks/argumentVector';

describe('tasks/argumentVector', () => {
  it('splits a command as a shell would, without being one', () => {
    assert.deepEqual(readCommand('npm test -- --grep "two words" \'a b\''), {
      kind: 'ok',
      argv: ['npm', 'test', '--', '--grep', 'two words', 'a b'],
    });
  });

  for (const typed of ['a && b', 'a | b', 'a; b', 'a `b`', 'a $(b)', 'a > out', '']) {
    it(`refuses ${JSON.stringify(typed)} with a reason`, () => {
      const read = readCommand(typed);
      assert.ok(read.kind === 'refused' && read.reason.length > 10);
    });
  }

  it('property: what is shown reads back as the same arguments', () => {
    const argument = fc.string({ minLength: 1 }).filter((text) => /^[\w "'./=-]+$/u.test(text) && text.trim() !== '');
    fc.assert(
      fc.property(fc.array(argument, { minLength: 1 }), (argv) => {
        assert.deepEqual(readCommand(commandText(argv)), { kind: 'ok', argv });
      }),
    );
  });
});
