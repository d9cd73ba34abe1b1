import { type LinearRow, solveLinearProgram } from './linearProgram';
import { type BidRow, cornersOf, dot, groupFloor, type MinMaxProblem, worstTask } from './minMaxProblem';

/** The optimum, as far as it was proved. */
export interface MinMaxFit {
  /** [cost, entropy, judge 1, …] in the problem's order; they sum to 1. */
  readonly weights: readonly number[];
  /** The worst task's best z under these weights. */
  readonly q: number;
  /** No weights have a lower Q than this. */
  readonly lowerBound: number;
  /** q - lowerBound, of which the second stage may use `optimumTolerance`; 0 within rounding when proved. */
  readonly gap: number;
  /** Sum of |w - wanted| over the weights: how far from the profile they started from. */
  readonly distance: number;
  /** Nobody nearer to `wanted` exists among the optima; false when the search ended early. */
  readonly nearestProved: boolean;
  /** Linear programs solved. */
  readonly programs: number;
}

/** Q up to this much above the optimum counts as optimal in the second stage. */
export const optimumTolerance = 1e-6;

/** Rows that differ by less are met. */
const rounding = 1e-9;

/** Weights and what they are worth in the search's own terms: Q in the first stage, the distance in the second. */
interface Point {
  readonly weights: readonly number[];
  readonly value: number;
}

/** One stage of the fit, for the search below. */
interface Stage {
  readonly problem: MinMaxProblem;
  /** The best point while the given bids, at most one of each task, are held to the limit; `undefined` when there is none. */
  relax(held: readonly BidRow[]): Point | undefined;
  /** The z that every task must reach at this point for the point to be allowed. */
  limit(point: Point): number;
  /** A point that is allowed, made from any weights; `undefined` when these weights make none. */
  offer(weights: readonly number[]): Point | undefined;
}

interface Found {
  readonly best: Point;
  /** No allowed point is worth less. */
  readonly bound: number;
  readonly programs: number;
}

/**
 * The min-max program of the paper, exact: minimise Q over the weights and one bid of each task with z <= Q, weights at least
 * 0, sum 1, each of the three groups at least 0.05. Then, among the optima, the weights nearest to `wanted` (in total weight
 * moved), because the optimum is often a whole region and often one of its corners puts everything on one judge.
 *
 * Branch and bound over which bid stands for the most violated task; a node is a small linear program. No big M and no
 * rounding of integers; after Alazraki et al. for the program, ours for the way. `maxPrograms` ends a search that would not
 * end: the gap is then what was not proved. Throws on a problem without tasks or judges.
 */
export function fitMinMax(problem: MinMaxProblem, wanted: readonly number[], maxPrograms = 200_000): MinMaxFit {
  if (problem.tasks.length === 0 || problem.judges.length === 0) throw new Error('nothing to fit');
  const first = search(lowestQ(problem), startsOf(problem, wanted), maxPrograms);
  const allowed = first.best.value + optimumTolerance;
  const second = search(nearest(problem, wanted, allowed), [wanted, first.best.weights], maxPrograms);
  const { weights } = second.best;
  const q = worstTask(problem, weights).z;
  return {
    weights,
    q,
    lowerBound: first.bound,
    gap: Math.max(0, first.best.value - first.bound),
    distance: second.best.value,
    nearestProved: second.best.value - second.bound <= rounding,
    programs: first.programs + second.programs,
  };
}

/** Weights to try first: the wanted ones, and from there and from each corner what alternating leads to. */
function startsOf(problem: MinMaxProblem, wanted: readonly number[]): readonly (readonly number[])[] {
  const stage = lowestQ(problem);
  return [wanted, ...cornersOf(problem.judges.length)].map((start) => {
    let best = start;
    for (let turn = 0; turn < 10; turn += 1) {
      const chosen = problem.tasks.map((bids) => bestBid(bids, best));
      const next = stage.relax(chosen)?.weights ?? best;
      if (worstTask(problem, next).z >= worstTask(problem, best).z - rounding) break;
      best = next;
    }
    return best;
  });
}

function bestBid(bids: readonly BidRow[], weights: readonly number[]): BidRow {
  return bids.reduce((best, bid) => (dot(bid, weights) < dot(best, weights) ? bid : best));
}

/** First stage. Variables: what each weight has above its floor, and Q + 1, which is never negative as z >= -1. */
function lowestQ(problem: MinMaxProblem): Stage {
  const size = 2 + problem.judges.length;
  const costs = [...Array.from({ length: size }, () => 0), 1];
  const floor = floors(size);
  const allowed = allowedWeights(size).map(({ coefficients, bound }) => ({
    coefficients: [...coefficients, 0],
    bound,
  }));
  const held = (row: BidRow): LinearRow => ({ coefficients: [...row, -1], bound: -1 - dot(row, floor) });
  return {
    problem,
    relax: (rows) => {
      const outcome = solveLinearProgram({ costs, rows: [...allowed, ...rows.map(held)] });
      if (outcome.kind !== 'optimal') return undefined;
      return { weights: floor.map((least, at) => least + (outcome.x[at] ?? 0)), value: outcome.value - 1 };
    },
    limit: ({ value }) => value,
    offer: (weights) => ({ weights, value: worstTask(problem, weights).z }),
  };
}

/** Second stage. Variables: how far each weight is above and below the wanted one. */
function nearest(problem: MinMaxProblem, wanted: readonly number[], q: number): Stage {
  const size = wanted.length;
  const costs = Array.from({ length: 2 * size }, () => 1);
  // row . (wanted + up - down) <= bound
  const moved = (row: readonly number[], bound: number): LinearRow => ({
    coefficients: [...row, ...row.map((value) => -value)],
    bound: bound - dot(row, wanted),
  });
  const unit = (at: number): number[] => Array.from({ length: size }, (_, index) => (index === at ? -1 : 0));
  const allowed = [
    ...allowedWeights(size).map(({ coefficients, bound }) =>
      moved(coefficients, bound + dot(coefficients, floors(size))),
    ),
    ...floors(size).map((floor, at) => moved(unit(at), -floor)),
  ];
  return {
    problem,
    relax: (rows) => {
      const outcome = solveLinearProgram({ costs, rows: [...allowed, ...rows.map((row) => moved(row, q))] });
      if (outcome.kind !== 'optimal') return undefined;
      const { x, value } = outcome;
      return { weights: wanted.map((weight, at) => weight + (x[at] ?? 0) - (x[size + at] ?? 0)), value };
    },
    limit: () => q,
    offer: (weights) =>
      worstTask(problem, weights).z <= q + rounding
        ? { weights, value: weights.reduce((sum, weight, at) => sum + Math.abs(weight - (wanted[at] ?? 0)), 0) }
        : undefined,
  };
}

/** Cost and entropy have floors of their own; the jury's is one for all judges together. */
function floors(size: number): readonly number[] {
  return Array.from({ length: size }, (_, at) => (at < 2 ? groupFloor : 0));
}

/** The rows that hold weights above their floors to sum 1 and to the jury's floor. */
function allowedWeights(size: number): readonly LinearRow[] {
  const all = Array.from({ length: size }, () => 1);
  const rest = 1 - 2 * groupFloor;
  return [
    { coefficients: all, bound: rest },
    { coefficients: all.map(() => -1), bound: -rest },
    { coefficients: all.map((_, at) => (at < 2 ? 0 : -1)), bound: -groupFloor },
  ];
}

interface Node {
  readonly held: readonly BidRow[];
  readonly point: Point;
}

/** Depth first, the most promising bid first; what is left open when the programs run out bounds what was not proved. */
function search(stage: Stage, starts: readonly (readonly number[])[], maxPrograms: number): Found {
  let programs = 0;
  const relax = (held: readonly BidRow[]): Node[] => {
    programs += 1;
    const point = stage.relax(held);
    return point === undefined ? [] : [{ held, point }];
  };
  const offers = starts.flatMap((weights) => stage.offer(weights) ?? []);
  let best = offers.reduce((a, b) => (b.value < a.value ? b : a), offers[0] ?? { weights: [], value: Infinity });
  const single = stage.problem.tasks.filter(({ length }) => length === 1).flat();
  const open = relax(single);
  while (open.length > 0 && programs < maxPrograms) {
    const node = open.pop();
    if (node === undefined || node.point.value >= best.value - rounding) continue;
    const { z, task } = worstTask(stage.problem, node.point.weights);
    const offered = stage.offer(node.point.weights);
    if (offered !== undefined && offered.value < best.value) best = offered;
    if (z <= stage.limit(node.point) + rounding) continue;
    const children = (stage.problem.tasks[task] ?? []).flatMap((bid) => relax([...node.held, bid]));
    open.push(...children.sort((a, b) => b.point.value - a.point.value));
  }
  const left = open.map(({ point }) => point.value);
  return { best, bound: Math.min(best.value, ...left), programs };
}
