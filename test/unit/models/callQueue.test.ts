import assert from 'node:assert/strict';
import { CallQueue } from '../../../src/models/callQueue';
import { ask, bidderOf, completed, useServers } from './callFixture';
import { answer, errorBody, goodStream } from './faultServer';

/** Calls that end when told to. */
function queueOf(limits: { concurrency: number; oneModel: boolean }) {
  const queue = new CallQueue(limits);
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const call = (name: string, signal = new AbortController().signal) =>
    queue.run(name.slice(0, 1), signal, async () => {
      started.push(name);
      await new Promise<void>((resolve) => ends.set(name, resolve));
      return name;
    });
  const turns = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (name: string) => {
    ends.get(name)?.();
    await turns();
  };
  return { call, started, end, turns };
}

describe('models/callQueue', () => {
  it('lets so many through at once, in the order in which they came', async () => {
    const { call, started, end, turns } = queueOf({ concurrency: 2, oneModel: false });
    for (const name of ['a1', 'b1', 'a2']) void call(name);
    await turns();
    assert.deepEqual(started, ['a1', 'b1']);
    await end('b1');
    assert.deepEqual(started, ['a1', 'b1', 'a2']);
  });

  it('runs one model at a time on servers that swap, several calls of it together, and the loaded one first', async () => {
    const { call, started, end, turns } = queueOf({ concurrency: 2, oneModel: true });
    for (const name of ['a1', 'b1', 'a2', 'a3']) void call(name);
    await turns();
    assert.deepEqual(started, ['a1', 'a2']);
    await end('a1');
    assert.deepEqual(started, ['a1', 'a2', 'a3']);
    await end('a2');
    assert.equal(started.length, 3);
    await end('a3');
    assert.deepEqual(started, ['a1', 'a2', 'a3', 'b1']);
  });

  it('lets nobody be overtaken for ever', async () => {
    const { call, started, end, turns } = queueOf({ concurrency: 1, oneModel: true });
    const names = ['a0', 'b', ...Array.from({ length: 12 }, (_, index) => `a${index + 1}`)];
    for (const name of names) void call(name);
    await turns();
    for (let index = 0; index < 10; index += 1) await end(started.at(-1) ?? '');
    assert.equal(started.indexOf('b'), 9);
  });

  it('forgets a call that is cancelled while it waits', async () => {
    const { call, started, end, turns } = queueOf({ concurrency: 1, oneModel: false });
    const controller = new AbortController();
    void call('a1');
    const cancelled = call('b1', controller.signal);
    void call('c1');
    controller.abort();
    assert.equal(await cancelled, undefined);
    await end('a1');
    await turns();
    assert.deepEqual(started, ['a1', 'c1']);
  });
});

describe('models/openAiModels: its queue', function () {
  this.timeout(20_000);
  const { setUp } = useServers();

  it('tells a call that it has to wait and when its turn has come, and the others nothing', async () => {
    const { models } = await setUp([goodStream('ok')]);
    const heard: string[] = [];
    const asked = (name: string): Promise<unknown> =>
      ask(models, {}, { onQueue: (waiting) => void heard.push(`${name} ${waiting ? 'waits' : 'goes'}`) });
    await Promise.all([asked('first'), asked('second')]);
    assert.deepEqual(heard, ['second waits', 'second goes']);
    await asked('third');
    assert.equal(heard.length, 2);
  });
});

describe('models/openAiModels: a rate limit', function () {
  this.timeout(20_000);
  const { setUp } = useServers();

  it('is shared by the models of an endpoint: all wait, one goes ahead, then the others (case 127)', async () => {
    const refuse = answer(429, errorBody('slow down'), { 'retry-after-ms': '60' });
    const { server, models } = await setUp([refuse, refuse, refuse, refuse, goodStream('ok')], {
      local: false,
      concurrency: 3,
    });
    const replies = await Promise.all(['a', 'b', 'c'].map((id) => ask(models, { bidder: bidderOf(id) })));
    for (const reply of replies) assert.equal(completed(reply).text, 'ok');
    // Three were refused together, then a scout was, then it passed and the two others followed: nobody ran into it again.
    assert.equal(server.requests.length, 7);
  });

  it('does not hold up another endpoint', async () => {
    const limited = await setUp([answer(429, errorBody('slow down'), { 'retry-after': '20' })]);
    const free = await setUp([goodStream('ok')]);
    const controller = new AbortController();
    const waiting = ask(limited.models, {}, { signal: controller.signal });
    await limited.server.arrived(1);
    assert.equal(completed(await ask(free.models)).text, 'ok');
    controller.abort();
    await waiting;
  });
});
