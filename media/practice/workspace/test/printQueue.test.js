import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPrintQueue } from '../src/printQueue.js';

/** A job that ends when the test says so. */
function openJob() {
  const job = { started: false };
  job.run = () => {
    job.started = true;
    return new Promise((resolve, reject) => {
      job.finish = resolve;
      job.fail = reject;
    });
  };
  return job;
}

const startQueue = (jobs, limit) => runPrintQueue(jobs.map((job) => job.run), limit);

/** Lets everything run that is ready to run. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

test('an empty queue is done at once', async () => {
  assert.deepEqual(await runPrintQueue([], 2), []);
});

test('results keep the order of the jobs, whichever ends first', async () => {
  const [first, second] = [openJob(), openJob()];
  const queue = startQueue([first, second], 2);
  await settled();
  second.finish('second');
  await settled();
  first.finish('first');
  assert.deepEqual(await queue, ['first', 'second']);
});

test('never more than the limit at the same time', async () => {
  const jobs = [openJob(), openJob(), openJob()];
  const queue = startQueue(jobs, 2);
  await settled();
  assert.deepEqual(jobs.map((job) => job.started), [true, true, false]);
  jobs[0].finish(1);
  jobs[1].finish(2);
  await settled();
  jobs[2].finish(3);
  assert.deepEqual(await queue, [1, 2, 3]);
});

test('a free printer takes the next job while a slow one still prints', async () => {
  const [slow, quick, next] = [openJob(), openJob(), openJob()];
  const queue = startQueue([slow, quick, next], 2);
  await settled();
  quick.finish('quick');
  await settled();
  assert.equal(next.started, true);
  next.finish('next');
  slow.finish('slow');
  assert.deepEqual(await queue, ['slow', 'quick', 'next']);
});

test('after a failure no further job starts', async () => {
  const [slow, bad, next] = [openJob(), openJob(), openJob()];
  const queue = startQueue([slow, bad, next], 2);
  const rejected = assert.rejects(queue, { message: 'paper jam' });
  await settled();
  bad.fail(new Error('paper jam'));
  await settled();
  slow.finish('slow');
  await settled();
  assert.equal(next.started, false);
  await rejected;
});

test('it rejects only when the jobs already printing have ended, with the first error', async () => {
  const [slow, bad] = [openJob(), openJob()];
  let ended = false;
  const queue = startQueue([slow, bad], 2).finally(() => (ended = true));
  const rejected = assert.rejects(queue, { message: 'paper jam' });
  await settled();
  bad.fail(new Error('paper jam'));
  await settled();
  assert.equal(ended, false, 'the slow job was still printing');
  slow.fail(new Error('no ink'));
  await rejected;
});

test('a job that throws at once counts as failed', async () => {
  const next = openJob();
  const broken = () => {
    throw new Error('no paper');
  };
  await assert.rejects(runPrintQueue([broken, next.run], 1), { message: 'no paper' });
  assert.equal(next.started, false);
});
