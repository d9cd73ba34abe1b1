import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '../../../src/base/random';

export const poolModels = ['tiny-4b', 'small-8b', 'middle-14b', 'large-32b'];
const outsideModels = ['other-7b', 'another-13b', 'third-30b'];

/** A folder of recorded outcomes of invented models on invented tasks; the larger the likelier to solve, all on the same hard tasks worse. */
export function writeReplayFolder(
  taskCount: number,
  { costs = true, texts = true, idColumn = 'instance_id', resultColumn = 'resolved' } = {},
): string {
  const folder = mkdtempSync(join(tmpdir(), 'gavel-replay-'));
  const random = seededRandom(5);
  const hardness = Array.from({ length: taskCount }, () => random.next());
  const rows = [...poolModels, ...outsideModels].flatMap((model, at) =>
    hardness.map((hard, task) => {
      const resolved = random.next() < (0.35 + 0.1 * (at % 4)) * 2 * (1 - hard) ? 1 : 0;
      const cost = costs ? `,${(0.02 * (1 + (at % 4)) * (1 + hard)).toFixed(4)},${5 + Math.round(20 * hard)}` : '';
      return `${model},task-${task},${resolved}${cost}`;
    }),
  );
  const header = `model,${idColumn},${resultColumn}${costs ? ',cost_usd,api_calls' : ''}`;
  writeFileSync(join(folder, 'invented_outcomes.csv'), [header, ...rows].join('\n'));
  if (texts) {
    const lines = hardness.map((hard, task) =>
      JSON.stringify({
        [idColumn]: `task-${task}`,
        repo: `owner/repo-${task % 4}`,
        problem_statement: `Fix ${hard > 0.5 ? 'the race in the scheduler' : 'a typo in the docs'}, number ${task}`,
      }),
    );
    writeFileSync(join(folder, 'invented_problems.jsonl'), lines.join('\n'));
  }
  return folder;
}
