import { percent } from '../auction/figures';
import type { AwardDecision } from '../auction/rule';
import type { RunState } from '../run/runState';
import { money, scoresFor } from './panelWords';
import type { FigureModel } from './protocol';

type Award = Extract<AwardDecision, { readonly kind: 'award' }>;

/** What a person weighs before pressing Award: what an attempt costs, how likely it works, how sure the jury is. Only what is known. */
export function awardFigures(state: RunState, decision: Award): readonly FigureModel[] {
  const { bidderId } = decision;
  return [...costFigure(state, bidderId), ...chanceFigure(state, decision), ...juryFigure(state, bidderId)];
}

function costFigure({ economics }: RunState, bidderId: string): readonly FigureModel[] {
  const costUsd = economics.expectedCostUsd[bidderId];
  return costUsd === undefined ? [] : [{ label: 'Cost', value: `≈ ${money(costUsd)}`, note: 'per attempt' }];
}

/** A pass is never called proof: the chance that it is good stands below it. */
function chanceFigure({ task }: RunState, { forecast }: Award): readonly FigureModel[] {
  if (forecast === undefined) return [];
  const good = unbroken(percent(forecast.goodIfPassed));
  if (task.check === undefined) return [{ label: 'Good work', value: good, note: 'unchecked' }];
  return [{ label: 'Pass chance', value: unbroken(percent(forecast.passChance)), note: `then good: ${good}` }];
}

/** The mean score, and how many judges like no other bid better. */
function juryFigure(state: RunState, bidderId: string): readonly FigureModel[] {
  const scores = scoresFor(state, bidderId);
  const own = scores.filter((score) => score.bidderId === bidderId);
  if (own.length === 0) return [];
  const mean = own.reduce((sum, { score }) => sum + score, 0) / own.length;
  const best = own.filter(({ judgeId, score }) =>
    scores.every((other) => other.judgeId !== judgeId || other.score <= score),
  );
  const words = best.length === own.length ? `all ${own.length}` : `${best.length} of ${own.length}`;
  const note = own.length === 1 ? 'from one judge' : `best for ${words}`;
  return [{ label: 'Jury', value: `${mean.toFixed(1)} of 5`, note }];
}

/** No line may end between a figure and its unit. */
function unbroken(figure: string): string {
  return figure.replaceAll(' %', '\u00a0%');
}
