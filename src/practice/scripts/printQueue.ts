import { attempt, lines, type ScriptedBidder, type ScriptedEdit, type ScriptedTask, sentences } from '../script';
import { printQueueRefined } from './printQueueRefined';

const removeNote: ScriptedEdit = {
  search: lines(
    ' * with the first error.',
    ' *',
    ' * Wrong today: it prints in batches, so one slow job keeps the other printers idle, and after a failure it does not',
    ' * wait for the jobs that are still printing.',
    ' */',
  ),
  replace: lines(' * with the first error.', ' */'),
};

const oldBody = lines(
  '  const results = [];',
  '  for (let start = 0; start < jobs.length; start += limit) {',
  '    const batch = jobs.slice(start, start + limit);',
  '    results.push(...(await Promise.all(batch.map((job) => job()))));',
  '  }',
  '  return results;',
);

const small: ScriptedBidder = {
  solves: false,
  plan: {
    entropyNats: 0.58,
    text: sentences(
      'runPrintQueue in src/printQueue.js waits for each batch, that is why printers are idle.',
      'I remove the batches and start the jobs together with Promise.all, which keeps the order of the results and rejects with the first error.',
      'Then I run test/printQueue.test.js.',
      'Risk: with many jobs the printers are busy at the same time, the limit may need a check.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'Simple, and the results keep their order; the limit still needs care.' },
      'qwen3-8b': {
        score: 2,
        reason: 'Starting everything together ignores the limit, which is the point of a queue.',
      },
      'qwen3-14b': { score: 1, reason: 'Gives up the limit and does not wait for running jobs after a failure.' },
      'qwen3-32b': { score: 1, reason: 'Breaks the one rule that works today, the limit; failure rules are ignored.' },
    },
  },
  refined: printQueueRefined['qwen3-4b'],
  steps: attempt({
    read: 'I read the queue.',
    tries: [
      {
        say: 'Without batches no printer waits.',
        edits: [removeNote, { search: oldBody, replace: '  return Promise.all(jobs.map((job) => job()));' }],
        check: 'Testing.',
      },
      {
        say: 'The limit has to count. I keep at most that many promises running.',
        edits: [
          {
            search: '  return Promise.all(jobs.map((job) => job()));',
            replace: lines(
              '  const results = [];',
              '  let running = [];',
              '  for (const job of jobs) {',
              '    if (running.length >= limit) {',
              '      await Promise.race(running);',
              '      running = running.slice(1);',
              '    }',
              '    const promise = job();',
              '    running.push(promise);',
              '    results.push(promise);',
              '  }',
              '  return Promise.all(results);',
            ),
          },
        ],
        check: 'Testing again.',
      },
    ],
    end: 'I could not get the limit and the failures right at the same time. I stop here; this change is not finished.',
  }),
};

const medium: ScriptedBidder = {
  solves: false,
  plan: {
    entropyNats: 0.5,
    text: sentences(
      'The batches in runPrintQueue, src/printQueue.js, must go. I use a pool instead.',
      'Go through the jobs in order and start each one; keep the running promises in a set, and when a job ends, remove its promise from the set and store its result.',
      'When the set is as large as the limit, wait with Promise.race until one of them ends, then start the next.',
      'After the loop, wait for the rest with Promise.all and return the results.',
      'Errors come out of Promise.race or Promise.all by themselves, so they need no extra code.',
      'I verify with test/printQueue.test.js, mainly the test with the slow job.',
      'Risk: forgetting to remove a promise, the loop would then wait for ever.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'A pool with a race sounds right and keeps to the limit.' },
      'qwen3-8b': { score: 3, reason: 'Idle printers are solved and the limit is kept; errors seem to be covered.' },
      'qwen3-14b': { score: 2, reason: 'Stores results as jobs end, so their order may be lost.' },
      'qwen3-32b': { score: 1, reason: 'Order is lost, and a race rejects before the other jobs have finished.' },
    },
  },
  refined: printQueueRefined['qwen3-8b'],
  steps: attempt({
    read: 'Reading the queue and its rules.',
    tries: [
      {
        say: 'A set of running jobs replaces the batches.',
        edits: [
          removeNote,
          {
            search: oldBody,
            replace: lines(
              '  const results = [];',
              '  const running = new Set();',
              '  for (const job of jobs) {',
              '    const promise = job().then((result) => {',
              '      running.delete(promise);',
              '      results.push(result);',
              '    });',
              '    running.add(promise);',
              '    if (running.size >= limit) await Promise.race(running);',
              '  }',
              '  await Promise.all(running);',
              '  return results;',
            ),
          },
        ],
        check: 'Running the check.',
      },
      {
        say: 'The order of the results got lost. Each result goes to the place of its job.',
        edits: [
          {
            search: lines(
              '  for (const job of jobs) {',
              '    const promise = job().then((result) => {',
              '      running.delete(promise);',
              '      results.push(result);',
              '    });',
            ),
            replace: lines(
              '  for (const [index, job] of jobs.entries()) {',
              '    const promise = job().then((result) => {',
              '      running.delete(promise);',
              '      results[index] = result;',
              '    });',
            ),
          },
        ],
        check: 'Checking once more.',
      },
    ],
    end: 'The order is right now, but after a failure the queue still ends before the running jobs do, and I see no way within this structure. I stop here.',
  }),
};

const large: ScriptedBidder = {
  solves: false,
  plan: {
    entropyNats: 0.42,
    text: sentences(
      'Problem: runPrintQueue in src/printQueue.js works in batches, so the slowest job of a batch decides when the next one begins.',
      'Solution: workers. One shared index points to the next job; as many workers as the limit allows run side by side, and each takes the next index, awaits that job, stores the result at the same index, and goes on until no job is left.',
      'The order of the results follows from the index, and the limit from the number of workers, with no set of running promises to maintain.',
      'There are never more workers than jobs, and an empty list ends at once.',
      'Failures: the workers are awaited together with Promise.all, which rejects with the first error, so the caller sees the error of the job that failed first.',
      'Files: only src/printQueue.js. Verification: the check, in particular order, limit, and the free printer that takes the next job.',
      'Risks: two workers must not take the same index; since nothing is awaited between reading and raising it, they cannot.',
    ),
    verdicts: {
      'qwen3-4b': { score: 4, reason: 'Workers with a shared index look solid, and the first error is reported.' },
      'qwen3-8b': { score: 4, reason: 'Order and limit follow from the design; errors come out of Promise.all.' },
      'qwen3-14b': { score: 5, reason: 'The standard worker pattern: order, limit and idle printers solved at once.' },
      'qwen3-32b': {
        score: 3,
        reason: 'Good pattern; who waits for the running jobs after a failure is not said.',
      },
    },
  },
  steps: attempt({
    read: 'First I read the queue.',
    tries: [
      {
        say: 'Workers take the next job as soon as they are free.',
        edits: [
          removeNote,
          {
            search: oldBody,
            replace: lines(
              '  const results = new Array(jobs.length);',
              '  let next = 0;',
              '  const work = async () => {',
              '    while (next < jobs.length) {',
              '      const index = next++;',
              '      results[index] = await jobs[index]();',
              '    }',
              '  };',
              '  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));',
              '  return results;',
            ),
          },
        ],
        check: 'The check will show whether failures are handled as well.',
      },
      {
        say: 'After a failure the other workers must not take another job.',
        edits: [
          {
            search: '      results[index] = await jobs[index]();',
            replace: lines(
              '      try {',
              '        results[index] = await jobs[index]();',
              '      } catch (error) {',
              '        next = jobs.length;',
              '        throw error;',
              '      }',
            ),
          },
        ],
        check: 'Running the check again.',
      },
    ],
    end: 'No job starts after a failure any more, but the queue still rejects while others print. I have not solved that part; the check above shows it.',
  }),
};

const largest: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.33,
    text: sentences(
      'Understanding: runPrintQueue in src/printQueue.js has two faults. Batches keep printers idle, and Promise.all rejects at the first error although other jobs of the batch still print.',
      'The second is the hard one: no job may start after a failure, the running ones must end first, and then the first error is the one to report.',
      'Decomposition: as many workers as the limit allows take jobs from a shared index and store each result at that index, which gives limit, order, and no idle printer.',
      'A worker never rejects. It catches the error of its job, remembers it only if it is the first, and every worker looks at that before it takes another job.',
      'So awaiting all workers means waiting for all running jobs; only after that the queue throws the remembered error or returns the results.',
      'The error is kept in a list, since a job may fail with undefined and that must count too.',
      'Calling the job inside the try covers jobs that throw before they return a promise.',
      'Files: only that source file, including its comment. Verification: the check, above all the two tests about failures, read one by one.',
      'Risks: rejecting from a worker, which would bring the early end back; reporting the last error instead of the first; starting one more job between failure and check.',
    ),
    verdicts: {
      'qwen3-4b': { score: 5, reason: 'Explains exactly how running jobs are awaited after a failure.' },
      'qwen3-8b': { score: 4, reason: 'Covers every sentence of the comment; long, but the failure rules need it.' },
      'qwen3-14b': { score: 5, reason: 'Workers that never reject: this is what my own idea lacks.' },
      'qwen3-32b': { score: 5, reason: 'Sees that early rejection is the real difficulty and designs it away.' },
    },
  },
  steps: attempt({
    read: 'I read the queue and every sentence of its comment.',
    tries: [
      {
        say: 'Workers that never reject: they remember failures, and the queue throws the first one at the end.',
        edits: [
          removeNote,
          {
            search: oldBody,
            replace: lines(
              '  const results = new Array(jobs.length);',
              '  const errors = [];',
              '  let next = 0;',
              '',
              '  /** Takes jobs while there are any and none has failed. Never rejects, so that running jobs are waited for. */',
              '  async function work() {',
              '    while (next < jobs.length && errors.length === 0) {',
              '      const index = next++;',
              '      try {',
              '        results[index] = await jobs[index]();',
              '      } catch (error) {',
              '        errors.push(error);',
              '      }',
              '    }',
              '  }',
              '',
              '  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, work));',
              '  if (errors.length > 0) throw errors[0];',
              '  return results;',
            ),
          },
        ],
        check: 'Now the check, with an eye on the tests about failures.',
      },
    ],
    end: 'A free printer takes the next job at once; after a failure nothing new starts, and the first error comes when all have ended. The check above is the proof.',
  }),
};

/**
 * Hard: all but the 32B overlook what must happen after a failure. The 14B's plan looks good enough for its price, so it
 * wins, its work stays red, and the task goes on to the 32B. No refined plan comes near the 14B's.
 */
export const printQueueTask: ScriptedTask = {
  difficulty: 'hard',
  functionName: 'runPrintQueue',
  sourcePath: 'src/printQueue.js',
  testPath: 'test/printQueue.test.js',
  bidders: { 'qwen3-4b': small, 'qwen3-8b': medium, 'qwen3-14b': large, 'qwen3-32b': largest },
};
