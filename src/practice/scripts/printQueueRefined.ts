import type { PracticeModelId } from '../practiceModels';
import { type ScriptedPlan, sentences } from '../script';

/** The hard task, planned again after seeing past plans: longer lists of cases, but the hard one is still missing. */
export const printQueueRefined = {
  'qwen3-4b': {
    entropyNats: 0.56,
    text: sentences(
      'runPrintQueue in src/printQueue.js waits for each batch, that is why printers are idle.',
      'I remove the batches and start a job as soon as fewer than the limit are running, waiting with Promise.race when there is no room.',
      'Promise.all at the end keeps the order of the results and rejects with an error.',
      'Then I run test/printQueue.test.js: order, limit, empty list.',
      'Risk: counting the running jobs wrongly.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'Respects the limit and keeps the order; easy to follow.' },
      'qwen3-8b': { score: 2, reason: 'Does not say which promise leaves the count when the race ends.' },
      'qwen3-14b': { score: 2, reason: 'A race does not tell which job ended, so the count will drift.' },
      'qwen3-32b': { score: 1, reason: 'Nothing about failures beyond Promise.all, which is half of the task.' },
    },
  },
  'qwen3-8b': {
    entropyNats: 0.48,
    text: sentences(
      'The batches in runPrintQueue, src/printQueue.js, must go. I use a pool instead.',
      'Go through the jobs in order and start each one; keep the running promises in a set, and when a job ends, remove its promise and store its result at the place of its job, so that the order stays.',
      'When the set is as large as the limit, wait with Promise.race until one of them ends, then start the next.',
      'After the loop, wait for the rest with Promise.all and return the results.',
      'A failing job makes the race or the last wait reject, so the caller sees the error and no further job starts.',
      'I verify with test/printQueue.test.js: the slow job, the order, and a failing job.',
      'Risk: a promise that stays in the set after its job has failed.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'A pool that keeps the order; failing jobs are mentioned.' },
      'qwen3-8b': { score: 4, reason: 'Limit, order and errors each have their own sentence.' },
      'qwen3-14b': { score: 2, reason: 'The race rejects while other printers still print; nobody waits for them.' },
      'qwen3-32b': {
        score: 2,
        reason: 'Order is right, but it ends at the failure instead of after the running jobs.',
      },
    },
  },
} satisfies Partial<Record<PracticeModelId, ScriptedPlan>>;
