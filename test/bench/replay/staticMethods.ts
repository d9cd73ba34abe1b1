import { priorCheckQuality } from '../../../src/auction/rule';
import { uniforms, stream } from './draws';
import type { Method, Run } from './method';
import { emptyPlans, maxAttempts, type Plans, putPlan, taskValues, valueMultiples } from './plans';
import { clustered, logistic, nearest, type Prediction } from './predictors';
import type { Split } from './split';

/** Always this one model. */
export function single(model: number, name: string): Method {
  return staticMethod(`single:${name}`, false, (_, split) => () => ({
    models: [model],
    chance: split.successRates[model]!,
  }));
}

/** Any model, each as often. */
export const random: Method = staticMethod('random', false, ({ pool, seed }) => {
  const draws = uniforms(pool.taskCount, stream(seed, 21));
  return (task) => ({ models: [Math.floor(draws[task]! * pool.models.length)] });
});

/**
 * The zero router (RouterBench, Hu and others, 2024) knows only averages: its curve is the mixtures of the single models,
 * and for a table it gives every task to the one model that is best on average at that value.
 */
export const zero: Method = staticMethod('zero', false, ({ pool }, split) => (_, valueUsd, place) => {
  const best = bestOf(split.successRates, split.expectedCostUsd, valueUsd);
  return { models: [place < valueMultiples.length ? place % pool.models.length : best] };
});
export const knn: Method = router('knn-wtp', (run, split) => nearest(run, split, false));
export const carrot: Method = router('carrot-knn', (run, split) => nearest(run, split, true));
export const clusters: Method = router('clusters', clustered);
export const logisticRouter: Method = router('logistic', logistic);

/** The best single model again and again while the check fails. */
export const rerunBest: Method = staticMethod('rerun-best', true, (_, split) => {
  return (__, valueUsd) => {
    const best = bestOf(split.successRates, split.expectedCostUsd, valueUsd);
    return { models: new Array<number>(maxAttempts).fill(best), chance: split.successRates[best]! };
  };
});

/** The cheapest solver that will be found to have solved it; for a task nobody solves, the cheapest attempt. */
export const oracle: Method = staticMethod('oracle', false, ({ pool }) => (task) => {
  const byCost = pool.models.map((_, model) => model).sort((a, b) => pool.costUsd[a]![task]! - pool.costUsd[b]![task]!);
  return { models: [byCost.find((model) => pool.resolved[model]![task] === 1) ?? byCost[0]!] };
});

/**
 * A cascade as FrugalGPT's (Chen and others, 2023): of all chains of up to three models the one that did best on the
 * training tasks, the next model being asked when the check fails. It learns from whole rows: who solves what others fail.
 */
export const cascade: Method = staticMethod('cascade', true, (run, split) => {
  const chains = chainsOf(run.pool.models.length).map((models) => ({ models, record: recordOf(run, split, models) }));
  const best = new Map<number, readonly number[]>();
  return (_, valueUsd) => {
    const known = best.get(valueUsd);
    if (known !== undefined) return { models: known };
    let leader = chains[0]!;
    const worth = ({ record: { good, bad, costUsd } }: typeof leader): number =>
      valueUsd * good - (valueUsd / 2) * bad - costUsd;
    for (const chain of chains) if (worth(chain) > worth(leader)) leader = chain;
    best.set(valueUsd, leader.models);
    return { models: leader.models };
  };
});

/** `place`: of the value in `taskValues`. */
type Choose = (
  task: number,
  valueUsd: number,
  place: number,
) => { readonly models: readonly number[]; readonly chance?: number };

/** A method that sees no bids: what it does with a task, worked out once a split. */
function staticMethod(id: string, checked: boolean, prepare: (run: Run, split: Split) => Choose): Method {
  return {
    id,
    checked,
    bids: false,
    plan: (run): Plans => {
      const plans = emptyPlans(run.pool.taskCount);
      for (const split of run.splits) {
        const choose = prepare(run, split);
        for (const [place, valueUsd] of taskValues(split.scaleUsd).entries()) {
          for (const task of split.measured) {
            const { models, chance } = choose(task, valueUsd, place);
            putPlan(plans, place * run.pool.taskCount + task, models, chance === undefined ? {} : { chance });
          }
        }
      }
      return plans;
    },
  };
}

/** Willingness to pay: the model with the largest V p - c. */
function router(id: string, predict: (run: Run, split: Split) => Prediction): Method {
  return staticMethod(id, false, (run, split) => {
    const { chances, costsUsd } = predict(run, split);
    return (task, valueUsd) => {
      const own = chances.map((row) => row[task]!);
      const best = bestOf(
        own,
        costsUsd.map((row) => row[task]!),
        valueUsd,
      );
      return { models: [best], chance: own[best]! };
    };
  });
}

function bestOf(chances: readonly number[], costsUsd: readonly number[], valueUsd: number): number {
  let best = 0;
  for (let model = 1; model < chances.length; model += 1) {
    const gain = valueUsd * (chances[model]! - chances[best]!) - (costsUsd[model]! - costsUsd[best]!);
    if (gain > 0) best = model;
  }
  return best;
}

function chainsOf(count: number): readonly (readonly number[])[] {
  const chains: number[][] = [];
  let grown: number[][] = [[]];
  for (let length = 1; length <= Math.min(maxAttempts, count); length += 1) {
    grown = grown.flatMap((chain) =>
      Array.from({ length: count }, (_, model) => model)
        .filter((model) => !chain.includes(model))
        .map((model) => [...chain, model]),
    );
    chains.push(...grown);
  }
  return chains;
}

/** Accepted good and bad work and cost a task of a chain on the training tasks, with the check the product believes in. */
function recordOf(
  { pool }: Run,
  { training }: Split,
  chain: readonly number[],
): { readonly good: number; readonly bad: number; readonly costUsd: number } {
  const { falsePass, falseFail } = priorCheckQuality;
  let good = 0;
  let bad = 0;
  let costUsd = 0;
  for (const task of training) {
    let reach = 1;
    for (const model of chain) {
      costUsd += reach * pool.costUsd[model]![task]!;
      const solved = pool.resolved[model]![task] === 1;
      if (solved) good += reach * (1 - falseFail);
      else bad += reach * falsePass;
      reach *= solved ? falseFail : 1 - falsePass;
    }
  }
  return { good: good / training.length, bad: bad / training.length, costUsd: costUsd / training.length };
}
