import type { Course, Learning, Stretch } from './learning';
import type { Pool } from './pool';
import { points } from './report';
import type { ReplaySettings } from './settings';
import type { Summary, ValueRow } from './summary';
import { table } from './table';

/** How far behind learned chances may be at any point, as a share of 1. The goal of the evidence. */
const allowed = 0.005;

/** Learned beside built-in chances along the sequence of tasks, as Markdown. */
export function learningTables(pool: Pool, settings: ReplaySettings, results: readonly Learning[]): readonly string[] {
  return [
    `## Learning from one's own awards: pool ${settings.pool}, ${pool.benchmark}, ${pool.taskCount} tasks (${settings.half})`,
    '',
    `Anchored area of learned minus built-in chances over the tasks so far, points, paired 95 % over tasks; ${settings.seeds} orders of the tasks, one person for each order and value of a task.`,
    ...results.flatMap(({ part, errorRates, summaries }) =>
      errorRates.flatMap(({ rate, courses }) => [
        ...table(
          [
            `rho ${part.rho}, check errors ${rate}`,
            ...courses.map(({ method }) => method),
            'tasks with an outcome',
            'learned in force',
          ],
          rowsOf(courses),
        ),
        '',
        ...courses.map(sentence),
        ...courses.map(({ method }) =>
          netSentence(
            method,
            summaries.filter(({ falsePass }) => falsePass === rate),
          ),
        ),
      ]),
    ),
  ];
}

function rowsOf(courses: readonly Course[]): readonly (readonly string[])[] {
  const [first] = courses;
  return (first?.stretches ?? []).map(({ tasks }, at) => {
    const stretches = courses.flatMap(({ stretches }) => stretches[at] ?? []);
    return [
      `after ${tasks} tasks`,
      ...stretches.map(shown),
      stretches.map(({ outcomes }) => outcomes.toFixed(0)).join(', '),
      stretches.map(({ inForce }) => `${(100 * inForce).toFixed(0)} %`).join(', '),
    ];
  });
}

function shown({ difference, interval: [low, high] }: Stretch): string {
  return `${points(difference)} (${points(low)} to ${points(high)})`;
}

function sentence({ method, worst, aheadFrom }: Course): string {
  const goal = worst.difference >= -allowed ? 'the goal of -0.50 is kept' : 'the goal of -0.50 is missed';
  const ahead =
    aheadFrom === undefined
      ? 'It is not ahead at the end.'
      : `Ahead from ${aheadFrom.tasks} tasks on, with ${aheadFrom.outcomes.toFixed(0)} outcomes in the mean.`;
  return `- \`${method}\`: furthest behind after ${worst.tasks} tasks, ${shown(worst)}: ${goal}. ${ahead}`;
}

/** Area does not count the loss from bad work that was handed on; net value does. */
function netSentence(method: string, summaries: readonly Summary[]): string {
  const rowsFor = (id: string): readonly ValueRow[] => summaries.find((summary) => summary.method === id)?.tables ?? [];
  const untaught = rowsFor(method.replace('learned', 'untaught'));
  const nets = rowsFor(method).map(({ valueUsd, netUsd }, at) => {
    const difference = netUsd - (untaught[at]?.netUsd ?? Number.NaN);
    return `${difference >= 0 ? '+' : ''}${difference.toFixed(4)} at $${valueUsd}`;
  });
  return `- \`${method}\`, net USD a task over all tasks, learned minus built-in: ${nets.join(', ')}.`;
}
