import assert from 'node:assert/strict';
import { UserFacingError } from '../../../src/base/userFacingError';
import { type QueueItem, TaskQueue } from '../../../src/run/taskQueue';
import { queuePosition, queueSummary } from '../../../src/views/queueText';

describe('run/taskQueue', () => {
  const free = (): Promise<void> => Promise.resolve();
  const begun: string[] = [];
  const item = (title: string, end: string | undefined | Error, decided?: Promise<void>): QueueItem => ({
    title,
    begin: async () => {
      begun.push(title);
      if (end instanceof Error) throw end;
      if (end === undefined) return undefined;
      await Promise.resolve();
      return { finished: (decided ?? Promise.resolve()).then(() => ({ end: { state: end } })) };
    },
  });
  beforeEach(() => {
    begun.length = 0;
  });

  it('auctions one after the other, and items that fail or are left harm no other', async () => {
    const queue = new TaskQueue(free, () => undefined);
    await queue.add([
      item('one', 'accepted'),
      item('two', new UserFacingError('GitHub shows no issue #2.')),
      item('three', undefined),
      item('four', new TypeError('x is not a function')),
      item('five', 'rejected'),
    ]);
    assert.deepEqual(
      queue.rows().map(({ state, note }) => [state, note]),
      [
        ['done', 'accepted'],
        ['failed', 'GitHub shows no issue #2.'],
        ['skipped', ''],
        ['failed', 'Something went wrong inside Gavel: x is not a function'],
        ['done', 'rejected'],
      ],
    );
    assert.equal(
      queueSummary(queue.rows()),
      'The queue is through: 1 of 5 ended with accepted changes, 2 failed, 1 were left out. two: GitHub shows no issue #2.',
    );
    assert.equal(queue.isRunning(), false);
  });

  it('begins the next only when the one before is decided, and takes more meanwhile', async () => {
    let decide = (): void => undefined;
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    const queue: TaskQueue = new TaskQueue(free, () => undefined);
    let running = (): void => undefined;
    const isRunning = new Promise<void>((resolve) => {
      running = resolve;
    });
    const first = item('one', 'accepted', decided);
    const through = queue.add([
      {
        title: 'one',
        begin: () => {
          running();
          return first.begin();
        },
      },
      item('two', 'accepted'),
    ]);
    await isRunning;
    void queue.add([item('three', 'noSale')]);
    assert.deepEqual(begun, ['one']);
    assert.equal(queuePosition(queue.rows()), '1 of 3');
    decide();
    await through;
    assert.deepEqual(begun, ['one', 'two', 'three']);
  });

  it('lets nothing further begin once stopped, and begins anew afterwards', async () => {
    const queue: TaskQueue = new TaskQueue(free, () => {
      if (begun.length === 1) queue.stop();
    });
    await queue.add([item('one', 'accepted'), item('two', 'accepted'), item('three', 'accepted')]);
    assert.deepEqual(begun, ['one']);
    assert.deepEqual(
      queue.rows().map(({ state }) => state),
      ['done', 'stopped', 'stopped'],
    );
    begun.length = 0;
    const next = new TaskQueue(free, () => undefined);
    await next.add([item('four', 'accepted')]);
    assert.deepEqual(begun, ['four']);
  });

  it('waits for an auction that was begun by hand', async () => {
    const order: string[] = [];
    const queue = new TaskQueue(
      () => {
        order.push('free');
        return Promise.resolve();
      },
      () => undefined,
    );
    await queue.add([{ title: 'one', begin: () => (order.push('begun'), Promise.resolve(undefined)) }]);
    assert.deepEqual(order, ['free', 'begun']);
  });
});
