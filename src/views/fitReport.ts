import type { FittedProfile, HeldOut, MinMaxProfile, OutcomeProfile } from '../auction/fit/fittedProfile';
import { builtInChanceModel, type ChanceModel, passPriors } from '../auction/chances';
import { percent } from '../auction/figures';
import { correctedModel } from '../auction/fit/profilesInForce';
import { builtInProfile } from '../auction/profile';
import { visibleText } from '../base/visibleText';
import { markdownTable } from './markdownTable';

/** A past task and whom each profile would have given it; `undefined` for nobody. */
export interface AwardChange {
  readonly task: string;
  readonly builtIn: string | undefined;
  readonly fitted: string | undefined;
}

/** What a fit found, beside the built-in profile: a Markdown text to read before choosing. `compared`: past tasks looked at. */
export function fitReport(profile: FittedProfile, changes: readonly AwardChange[], compared: number): string {
  const what =
    profile.program === 'minMax'
      ? ['# Weights of the score, fitted to your past bids', minMaxIntro(profile), weightTable(profile)]
      : ['# Chances, learned from your outcomes', outcomeIntro(profile), chanceTable(profile)];
  const heldOut = ['## On tasks it was not fitted on', heldOutText(profile.heldOut)];
  return `${[...what, ...heldOut, changesText(changes, compared)].join('\n\n')}\n`;
}

function minMaxIntro({ taskCount, q, gap }: MinMaxProfile): string {
  return [
    "The paper's min-max program: weights under which the worst past task still had as good a bid as can be.",
    `The worst task's score is ${figure(q)}; no weights reach one lower by more than ${figure(gap)} (proved).`,
    `Of all such weights these are nearest to the built-in ones. ${taskCount} tasks had an outcome.`,
  ].join('\n');
}

function outcomeIntro({ taskCount }: OutcomeProfile): string {
  return [
    'The chance of good work on a task like any other, its plans looking as plans usually do.',
    `Learned from ${taskCount} tasks, each with all its attempts and the difficulty that they shared.`,
  ].join('\n');
}

function weightTable(profile: MinMaxProfile): string {
  const judges = Object.keys(profile.judgeShares);
  const share = builtInProfile.juryWeight / Math.max(1, judges.length);
  return markdownTable(
    ['weight', 'built-in', 'fitted'],
    [
      ['cost', figure(builtInProfile.costWeight), figure(profile.costWeight)],
      ['entropy', figure(builtInProfile.entropyWeight), figure(profile.entropyWeight)],
      ['jury', figure(builtInProfile.juryWeight), figure(profile.juryWeight)],
      ...judges.map((judge) => [
        `judge ${visibleText(judge)}`,
        figure(share),
        figure(profile.juryWeight * (profile.judgeShares[judge] ?? 0)),
      ]),
    ],
  );
}

function chanceTable({ correction, shiftSd, bidders }: OutcomeProfile): string {
  const model = correctedModel(correction);
  const builtIn = passPriors(bidders);
  const learned = passPriors(bidders, new Map(), model.prior);
  const slopes = ({ weights: { chance } }: ChanceModel): readonly string[] => [
    figure(chance.taskScore),
    figure(chance.bidScore),
  ];
  const [task = '', bid = ''] = slopes(builtInChanceModel);
  const [learnedTask = '', learnedBid = ''] = slopes(model);
  return [
    markdownTable(
      ['bidder', 'built-in', 'learned', 'shift in logits'],
      bidders.map(({ bidderId }) => [
        visibleText(bidderId),
        percent(builtIn.get(bidderId) ?? 0),
        percent(learned.get(bidderId) ?? 0),
        `${signed(correction.shift + (correction.bidderShifts[bidderId] ?? 0))} ± ${figure(shiftSd[bidderId] ?? 1)}`,
      ]),
    ),
    markdownTable(
      ['in logits, for each point of the jury', 'built-in', 'learned'],
      [
        ['the plans for a task look better than usual', task, learnedTask],
        ['one plan looks better than the others', bid, learnedBid],
      ],
    ),
  ].join('\n\n');
}

function heldOutText({ measure, builtIn, fitted, difference, standardError, beats }: HeldOut): string {
  const what = measure === 'auc' ? 'work that passed had the better score' : 'likelihood of a task’s outcomes';
  const how =
    measure === 'auc'
      ? 'Of a piece of work that passed and one that failed, how often the first had the better score; 0.5 is guessing.'
      : 'How likely the outcomes of a task were beforehand, as a geometric mean over tasks; higher is better.';
  const shown = (value: number): string => figure(measure === 'auc' ? value : Math.exp(value));
  const table = markdownTable(['', 'built-in', 'fitted'], [[what, shown(builtIn), shown(fitted)]]);
  const unit = measure === 'auc' ? '' : ' nats';
  const margin = `${signed(difference)} ± ${figure(standardError)}${unit}`;
  const verdict = beats
    ? `Better by more than two standard errors (${margin}): it may be used.`
    : `Not better by more than two standard errors (${margin}): the built-in one stays.`;
  return `${how}\nFive parts, each measured with what was fitted on the other four.\n\n${table}\n\n${verdict}`;
}

function changesText(changes: readonly AwardChange[], compared: number): string {
  const title = `## The last ${compared} tasks`;
  if (compared === 0) return `${title}\n\nNone of your past tasks can be compared with today's bidders.`;
  if (changes.length === 0) return `${title}\n\nAll of them would have been awarded the same.`;
  const rows = changes.map(({ task, builtIn, fitted }) => [
    visibleText(task),
    visibleText(builtIn ?? 'nobody'),
    visibleText(fitted ?? 'nobody'),
  ]);
  const table = markdownTable(['task', 'built-in', 'fitted'], rows);
  return `${title}\n\n${changes.length} would have been awarded differently:\n\n${table}`;
}

/** Three decimals, without the minus of a rounded zero. */
function figure(value: number): string {
  return (Math.round(value * 1000) / 1000 || 0).toString();
}

function signed(value: number): string {
  const text = figure(value);
  return text.startsWith('-') || text === '0' ? text : `+${text}`;
}
