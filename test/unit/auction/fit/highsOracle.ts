import highsLoader from 'highs';
import { groupFloor, type MinMaxProblem } from '../../../../src/auction/fit/minMaxProblem';

/** A solver that others wrote, on the published form: one 0/1 variable for each bid, switched by a big M. */
export interface Oracle {
  /** The lowest Q. */
  lowestQ(problem: MinMaxProblem): number;
  /** The least total weight moved from `wanted` among weights whose Q is at most `q`. */
  leastDistance(problem: MinMaxProblem, wanted: readonly number[], q: number): number;
}

/** z is between -1 and 1. */
const bigM = 3;

export async function loadOracle(): Promise<Oracle> {
  const highs = await highsLoader();
  const solve = (text: string): number => {
    const outcome = highs.solve(text, { mip_rel_gap: 0, mip_abs_gap: 1e-9, mip_feasibility_tolerance: 1e-9 });
    if (outcome.Status !== 'Optimal') throw new Error(`HiGHS: ${outcome.Status}`);
    return outcome.ObjectiveValue;
  };
  return {
    lowestQ: (problem) => solve(program(problem, ['q'], [], [], () => '- q')),
    leastDistance: (problem, wanted, q) => {
      const size = wanted.length;
      const names = Array.from({ length: size }, (_, at) => [`up${at}`, `down${at}`]).flat();
      const moved = wanted.map((weight, at) => ` m${at}: w${at} - up${at} + down${at} = ${weight}`);
      return solve(program(problem, names, moved, [` limit: q <= ${q}`], () => '- q'));
    },
  };
}

/** The program as a text in the LP format. */
function program(
  { tasks, judges }: MinMaxProblem,
  objective: readonly string[],
  rows: readonly string[],
  limits: readonly string[],
  limit: () => string,
): string {
  const weights = ['w0', 'w1', ...judges.map((_, at) => `w${at + 2}`)];
  const bids = tasks.flatMap((own, task) =>
    own.map(
      (row, bid) =>
        ` z${task}_${bid}: ${row.map((value, at) => `${term(value)} w${at}`).join(' ')} ${limit()} + ${bigM} x${task}_${bid} <= ${bigM}`,
    ),
  );
  const chosen = tasks.map((own, task) => ` one${task}: ${own.map((_, bid) => `x${task}_${bid}`).join(' + ')} = 1`);
  return [
    'Minimize',
    ` obj: ${objective.join(' + ')}`,
    'Subject To',
    ...bids,
    ...chosen,
    ` sum: ${weights.join(' + ')} = 1`,
    ` jury: ${weights.slice(2).join(' + ')} >= ${groupFloor}`,
    ...rows,
    ...limits,
    'Bounds',
    ` w0 >= ${groupFloor}`,
    ` w1 >= ${groupFloor}`,
    ' q free',
    'Binary',
    ...tasks.flatMap((own, task) => own.map((_, bid) => ` x${task}_${bid}`)),
    'End',
    '',
  ].join('\n');
}

function term(value: number): string {
  return value < 0 ? `- ${-value}` : `+ ${value}`;
}
