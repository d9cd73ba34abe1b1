import { builtInChanceModel, type ChanceModel } from '../auction/chances';
import type { FittedProfile } from '../auction/fit/fittedProfile';
import { correctedModel } from '../auction/fit/profilesInForce';
import { winnerUnder } from '../auction/fit/winnerUnder';
import { builtInProfile } from '../auction/profile';
import type { AwardSituation } from '../auction/rule';
import { expectedValueRule } from '../auction/rules/expectedValueRule';
import { pastSituations } from '../run/pastSituations';
import type { AwardChange } from '../views/fitReport';
import type { FitData } from './fitData';

/** So many past tasks are looked at. The specification's. */
const lastTasks = 20;

/** Which of the last tasks would have been awarded to another bidder, by today's costs, and how many were looked at. */
export function awardChanges(
  { records, request, bidders, terms }: FitData,
  profile: FittedProfile,
): { readonly changes: readonly AwardChange[]; readonly compared: number } {
  const titles = new Map(records.map(({ runId, taskText }) => [runId, titleOf(taskText)]));
  const pairs =
    profile.program === 'minMax'
      ? request.scored.slice(-lastTasks).map((task) => ({
          id: task.id,
          builtIn: winnerUnder(task, builtInProfile),
          fitted: winnerUnder(task, { ...builtInProfile, ...profile }),
        }))
      : pastSituations(records, bidders, terms)
          .slice(-lastTasks)
          .map(({ runId, situation }) => ({
            id: runId,
            builtIn: mostValuable(situation, builtInChanceModel),
            fitted: mostValuable(situation, correctedModel(profile.correction)),
          }));
  const changes = pairs
    .filter((pair) => pair.builtIn !== pair.fitted)
    .map(({ id, ...awards }) => ({ task: titles.get(id) ?? id, ...awards }));
  return { changes, compared: pairs.length };
}

function mostValuable(situation: AwardSituation, chanceModel: ChanceModel): string | undefined {
  const decision = expectedValueRule.next({ ...situation, chanceModel });
  return decision.kind === 'award' ? decision.bidderId : undefined;
}

/** The first line of a task's text, as long as a table's cell may be. */
function titleOf(text: string): string {
  const line = text.split('\n').find((candidate) => candidate.trim() !== '') ?? '';
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
