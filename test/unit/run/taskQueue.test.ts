import assert from 'node:assert/strict';
import { UserFacingError } from '../../../src/base/userFacingError';
import { type QueueItem, type QueuePorts, TaskQueue } from '../../../src/run/taskQueue';
import { queueLost, queuePosition, queueQuestion, queueRowText, queueSummary } from '../../../src/views/queueText';

describe('run/taskQueue', () => {
  /** How a person answered whether the queue goes on. */
  const asked: string[] = [];
  const ports = (own: Partial<QueuePorts> = {}): QueuePorts => ({
    free: () => Promise.resolve(),
    changed: () => undefined,
    goesOn: (row, waiting) => {
      asked.push(queueQuestion(row, waiting));
      return Promise.resolve(true);
    },
    ...own,
  });
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
    asked.length = 0;
  });

  it('auctions one after the other, and items that fail or are left harm no other', async () => {
    const queue = new TaskQueue(ports());
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
      'The queue is through: 1 of 5 ended with accepted changes, 2 failed, 1 was left out. two: GitHub shows no issue #2.',
    );
    assert.equal(queue.isRunning(), false);
  });

  it('begins the next only when the one before is decided, and takes more meanwhile', async () => {
    let decide = (): void => undefined;
    const decided = new Promise<void>((resolve) => {
      decide = resolve;
    });
    const queue: TaskQueue = new TaskQueue(ports());
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
          return first.begin('1 of 3');
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
    const queue: TaskQueue = new TaskQueue(
      ports({
        changed: () => {
          if (begun.length === 1) queue.stop();
        },
      }),
    );
    await queue.add([item('one', 'accepted'), item('two', 'accepted'), item('three', 'accepted')]);
    assert.deepEqual(begun, ['one']);
    assert.deepEqual(
      queue.rows().map(({ state }) => state),
      ['done', 'stopped', 'stopped'],
    );
    begun.length = 0;
    const next = new TaskQueue(ports());
    await next.add([item('four', 'accepted')]);
    assert.deepEqual(begun, ['four']);
  });

  it('asks whether to go on after one that the person left or cancelled, while others wait; one rejected asks nothing', async () => {
    const queue = new TaskQueue(ports());
    await queue.add([
      item('one', 'rejected'),
      item('two', undefined),
      item('three', 'cancelled'),
      item('four', undefined),
    ]);
    assert.deepEqual(begun, ['one', 'two', 'three', 'four']);
    assert.deepEqual(asked, [
      'two was left out. 2 tasks wait in the queue.',
      'three was cancelled. One task waits in the queue.',
    ]);
    begun.length = 0;
    const stopped = new TaskQueue(ports({ goesOn: () => Promise.resolve(false) }));
    await stopped.add([item('one', 'cancelled'), item('two', 'accepted')]);
    assert.deepEqual(begun, ['one']);
    assert.deepEqual(
      stopped.rows().map(({ state }) => state),
      ['done', 'stopped'],
    );
  });

  it('leaves out what has nothing to do any more, says why, and tells each its place', async () => {
    const queue = new TaskQueue(ports());
    const places: string[] = [];
    await queue.add([
      {
        title: 'one',
        begin: (position) => (places.push(position), Promise.resolve({ leftOut: 'the editor does not report it' })),
      },
      { title: 'two', begin: (position) => (places.push(position), Promise.resolve(undefined)) },
    ]);
    assert.deepEqual(places, ['1 of 2', '2 of 2']);
    assert.deepEqual(asked, []);
    assert.equal(queue.rows().map(queueRowText)[0]?.detail, 'the editor does not report it');
  });

  it('names what a closed window did not begin', () => {
    assert.match(queueLost(['Issue #1', 'Issue #2']), /Not auctioned: Issue #1, Issue #2\./u);
    assert.match(queueLost(Array.from({ length: 9 }, (_, index) => `${index}`)), /0, 1, 2, 3, 4 and 4 more/u);
  });

  it('waits for an auction that was begun by hand', async () => {
    const order: string[] = [];
    const free = (): Promise<void> => {
      order.push('free');
      return Promise.resolve();
    };
    const queue = new TaskQueue(ports({ free }));
    await queue.add([{ title: 'one', begin: () => (order.push('begun'), Promise.resolve(undefined)) }]);
    assert.deepEqual(order, ['free', 'begun']);
  });
});
