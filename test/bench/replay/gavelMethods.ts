import { abilityFor, chancesAt, difficultyGrid } from '../../../src/auction/difficulty';
import { priorCheckQuality } from '../../../src/auction/rule';
import { planAttempts, type StoppingProblem } from '../../../src/auction/stoppingRule';
import type { Method, Run } from './method';
import { cheapestPanel, everybody, Hearing, type Knowledge, nobody, type Panel, panelUsd } from './panels';
import { emptyPlans, maxAttempts, type Plans, putPlan, taskValues } from './plans';
import { nearest } from './predictors';
import type { JuryModel } from './simulateBids';
import type { Split } from './split';

/** How the expected-value rule is put to work. */
export interface GavelVariant extends Knowledge {
  readonly id: string;
  /** Who bids and judges: all, the product's cheapest few, those whose calls are worth their cost (see `bestPanel`), or nobody. */
  readonly invite: 'all' | 'cheapest' | 'worthwhile' | 'nobody';
  /** Judges see recorded results instead of chances: an upper bound, not a method. */
  readonly informed?: boolean;
}

/** The expected-value rule of the product, from its first award on, over simulated bids. */
export function gavel(variant: GavelVariant): Method {
  const { id, reauction, invite, informed = false } = variant;
  return {
    id,
    checked: reauction,
    bids: invite !== 'nobody',
    plan: (run, jury) => {
      const plans = emptyPlans(run.pool.taskCount);
      for (const split of run.splits) planSplit(run, split, { ...jury, informed }, variant, plans);
      return plans;
    },
  };
}

/** The same stopping rule, told by the nearest past tasks instead of by bids. */
export const knnReauction: Method = {
  id: 'knn+reauction',
  checked: true,
  bids: false,
  plan: (run) => {
    const { pool } = run;
    const plans = emptyPlans(pool.taskCount);
    for (const split of run.splits) {
      const { chances, costsUsd } = nearest(run, split, true);
      for (const task of split.measured) {
        const contenders = pool.models.map((bidderId, model) => ({
          bidderId,
          costUsd: costsUsd[model]![task]!,
          chances: chancesAt(abilityFor(chances[model]![task]!)),
        }));
        const problem: StoppingProblem = {
          ...{ weights: difficultyGrid.weights, contenders, failed: [], ...priorCheckQuality },
          ...{ valueUsd: 1, badWorkUsd: 1, attemptsLeft: maxAttempts },
        };
        for (const [place, valueUsd] of taskValues(split.scaleUsd).entries()) {
          award(run, problem, valueUsd, { plans, cell: place * pool.taskCount + task });
        }
      }
    }
    return plans;
  },
};

function planSplit(run: Run, split: Split, jury: JuryModel, variant: GavelVariant, plans: Plans): void {
  const { pool } = run;
  const hearing = new Hearing(run, split, jury, variant);
  const values = taskValues(split.scaleUsd);
  const panels = panelsFor(run, hearing, variant, values);
  for (const panel of new Set(panels)) {
    for (const task of split.measured) {
      const problem = hearing.problem(task, panel);
      const overheadUsd = panelUsd(pool, panel, pool.sharedTokens[task]!);
      for (const [place, valueUsd] of values.entries()) {
        if (panels[place] !== panel) continue;
        award(run, problem, valueUsd, { plans, cell: place * pool.taskCount + task, overheadUsd });
      }
    }
  }
}

/** The panel for each value of a task, by place. */
function panelsFor(
  { pool }: Run,
  hearing: Hearing,
  { invite }: GavelVariant,
  values: readonly number[],
): readonly Panel[] {
  if (invite === 'worthwhile') return hearing.worthwhile();
  if (invite === 'cheapest') return values.map((valueUsd) => cheapestPanel(pool, valueUsd));
  const panel = invite === 'all' ? everybody(pool) : nobody;
  return values.map(() => panel);
}

/** The whole plan at once: after a failure the rule would say the same, see the test of `planAttempts`. */
function award(
  { pool }: Run,
  problem: StoppingProblem,
  valueUsd: number,
  to: { readonly plans: Plans; readonly cell: number; readonly overheadUsd?: number },
): void {
  const { attempts } = planAttempts({ ...problem, valueUsd, badWorkUsd: valueUsd / 2 });
  putPlan(
    to.plans,
    to.cell,
    attempts.map(({ bidderId }) => pool.models.indexOf(bidderId)),
    { chance: chanceOf(problem, attempts[0]?.bidderId), overheadUsd: to.overheadUsd ?? 0 },
  );
}

/** The chance of good work, before the check. */
function chanceOf({ contenders, weights }: StoppingProblem, bidderId: string | undefined): number {
  const chances = contenders.find((contender) => contender.bidderId === bidderId)?.chances;
  return chances === undefined ? Number.NaN : weights.reduce((sum, weight, at) => sum + weight * chances[at]!, 0);
}
