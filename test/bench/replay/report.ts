import { blendedPrice } from '../../../src/auction/price';
import type { Pool } from './pool';
import type { PartResult } from './replayPart';
import type { ReplaySettings } from './settings';
import { intervalOf, type Summary, type ValueRow } from './summary';
import { table } from './table';

/** A method at a rho; one that sees no bids is the same at all of them. */
interface Setting {
  readonly summary: Summary;
  readonly rho: number;
  readonly auc: number;
}

const ours = 'gavel+reauction';

/** One object a method and setting; areas and shares of 1, money in USD a task. */
export function jsonLines(pool: Pool, settings: ReplaySettings, results: readonly PartResult[]): readonly string[] {
  return everySetting(results).map(({ summary, rho, auc }) => {
    const row = rowFor(summary, settings.valueUsd);
    return JSON.stringify({
      pool: pool.name,
      method: summary.method,
      rho,
      tau: settings.tau,
      auc: rounded(auc),
      falsePass: summary.falsePass,
      falseFail: summary.falseFail,
      passAt1: rounded(row.solved),
      usdPerTask: rounded(row.costUsd),
      shareDearest: rounded(row.dearest),
      aiqMinusZero: rounded(summary.areaMinusZero),
      ci: intervalOf(summary.samples).map(rounded),
      usdAtBestSingle: rounded(summary.usdAtBestSingle),
    });
  });
}

/** The same and more as Markdown: what was replayed, areas by rho, paired differences, and all figures at one setting. */
export function tables(pool: Pool, settings: ReplaySettings, results: readonly PartResult[]): readonly string[] {
  const all = everySetting(results);
  const shownRho = settings.rhos.includes(0.3) ? 0.3 : (settings.rhos[0] ?? 0);
  const shownRate = settings.errorRates.includes(0.1) ? 0.1 : (settings.errorRates[0] ?? 0);
  const shown = all.filter(({ rho, summary }) => rho === shownRho && summary.falsePass === shownRate);
  return [
    ...header(pool, settings),
    ...settings.errorRates.flatMap((rate) => areas(settings, rate, all, results)),
    ...settings.errorRates.flatMap((rate) => breakEven(rate, all)),
    ...settings.errorRates.flatMap((rate) =>
      differences(
        rate,
        shownRho,
        all.filter(({ rho, summary }) => rho === shownRho && summary.falsePass === rate),
      ),
    ),
    ...netValues(shownRho, shownRate, shown),
    ...otherFigures(settings, shownRho, shownRate, shown),
  ];
}

function header(pool: Pool, settings: ReplaySettings): readonly string[] {
  const { tau, seeds, folds, selfFavour, sizeFavour, laterCost } = settings;
  return [
    `## Pool ${settings.pool}, ${pool.benchmark}, ${pool.taskCount} tasks (${settings.half})`,
    '',
    `${seeds} seeds of ${folds} folds; tau ${tau}, self-favour ${selfFavour}, size-favour ${sizeFavour}; an attempt after a failure costs ${laterCost} times the recorded one. Costs: ${pool.costBasis}. Difficulty fitted on ${pool.outsideModels.join(', ') || 'nothing: no model is left outside the pool'}.`,
    ...table(
      ['model', 'USD/Mt blended', 'price from', 'pass@1', 'USD a task'],
      pool.models.map((model, at) => [
        model,
        blendedPrice(pool.bidders[at]?.price ?? { input: 0, output: 0 }).toFixed(2),
        pool.priceBases[at] ?? '',
        points(meanOf(pool.resolved[at] ?? [])),
        dollars(meanOf(pool.costUsd[at] ?? [])),
      ]),
    ),
  ];
}

/** One column a rho; methods without bids have the same figure in all. */
function areas(
  { rhos }: ReplaySettings,
  rate: number,
  all: readonly Setting[],
  results: readonly PartResult[],
): readonly string[] {
  const here = all.filter(({ summary }) => summary.falsePass === rate);
  const methods = [...new Set(here.map(({ summary }) => summary.method))];
  const aucs = rhos.map((wanted) => results.find(({ part }) => part.kind === 'bids' && part.rho === wanted)?.auc);
  return [
    '',
    `### Anchored area minus the zero router's, points; check errors ${rate}`,
    ...table(
      ['method', ...rhos.map((rho) => `rho ${rho}`), '95 % at the middle rho'],
      [
        ['measured AUC of the jury', ...aucs.map((auc) => auc?.toFixed(3) ?? ''), ''],
        ...methods.map((method) => {
          const own = here.filter(({ summary }) => summary.method === method);
          const middle = own[Math.floor((own.length - 1) / 2)];
          return [
            method,
            ...own.map(({ summary }) => points(summary.areaMinusZero)),
            interval(middle?.summary.samples),
          ];
        }),
      ],
    ),
  ];
}

/** The rho from which bidding is worth its cost: against the same rule without bids, and against the best method without. */
function breakEven(rate: number, all: readonly Setting[]): readonly string[] {
  const here = all.filter(({ summary }) => summary.falsePass === rate);
  const own = here.filter(({ summary }) => summary.method === ours).sort((a, b) => a.rho - b.rho);
  const unbidden = here.filter(({ summary }) => summary.rho === undefined && summary.method !== 'oracle');
  const best = unbidden.reduce((one, other) => (other.summary.area > one.summary.area ? other : one));
  const same = unbidden.find(({ summary }) => summary.method === 'gavel-nobids+reauction') ?? best;
  const sentence = ({ summary }: Setting): string => `${summary.method}: ${crossing(own, summary.area)}`;
  const atNoise = own[0]?.rho === 0 ? points(own[0].summary.area - best.summary.area) : 'not asked';
  return [
    '',
    `Check errors ${rate}: break-even rho of ${ours} against ${sentence(same)}; against the best method without bids, ${sentence(best)}. At rho 0 it is ${atNoise} points from the latter.`,
  ];
}

function crossing(own: readonly Setting[], area: number): string {
  const at = own.findIndex(({ summary }) => summary.area >= area);
  const upper = own[at];
  const lower = own[at - 1];
  if (upper === undefined) return `not up to ${own.at(-1)?.rho ?? 0}`;
  if (lower === undefined) return `${upper.rho}`;
  const share = (area - lower.summary.area) / (upper.summary.area - lower.summary.area);
  return (lower.rho + share * (upper.rho - lower.rho)).toFixed(2);
}

function differences(rate: number, rho: number, here: readonly Setting[]): readonly string[] {
  const own = here.find(({ summary }) => summary.method === ours)?.summary;
  if (own === undefined) return [];
  return [
    '',
    `### ${ours} minus each method, points of area, paired 95 %; rho ${rho}, check errors ${rate}`,
    ...table(
      ['method', 'difference', 'interval', ''],
      here
        .filter(({ summary }) => summary !== own)
        .map(({ summary }) => {
          const samples = own.samples.map((area, at) => area - (summary.samples[at] ?? 0));
          const [low, high] = intervalOf(samples);
          const word = low > 0 ? 'better' : high < 0 ? 'worse' : '';
          return [summary.method, points(own.area - summary.area), interval(samples), word];
        }),
    ),
  ];
}

function netValues(rho: number, rate: number, here: readonly Setting[]): readonly string[] {
  const values = here[0]?.summary.tables.map(({ valueUsd }) => valueUsd) ?? [];
  const best = here.find(({ summary }) => summary.method === 'oracle')?.summary.tables ?? [];
  return [
    '',
    `### Net USD a task, and regret against the oracle; rho ${rho}, check errors ${rate}`,
    ...table(
      ['method', ...values.map((value) => `task worth $${value}`), ...values.map((value) => `regret $${value}`)],
      here.map(({ summary }) => [
        summary.method,
        ...summary.tables.map(({ netUsd }) => dollars(netUsd)),
        ...summary.tables.map(({ netUsd }, at) => dollars((best[at]?.netUsd ?? Number.NaN) - netUsd)),
      ]),
    ),
  ];
}

function otherFigures(
  { valueUsd }: ReplaySettings,
  rho: number,
  rate: number,
  here: readonly Setting[],
): readonly string[] {
  return [
    '',
    `### At a task value of $${valueUsd}; rho ${rho}, check errors ${rate}`,
    ...table(
      ['method', 'pass@1', 'USD a task', 'of it overhead', 'USD a solved task', 'share dearest'].concat([
        'over-escalated',
        'under-escalated',
        'calibration error',
        'USD at best single',
      ]),
      here.map(({ summary }) => {
        const row = rowFor(summary, valueUsd);
        return [
          summary.method,
          points(row.solved),
          dollars(row.costUsd),
          dollars(row.overheadUsd),
          dollars(row.costUsd / row.solved),
          ...[row.dearest, row.over, row.under].map(points),
          points(calibrationError(summary)),
          summary.usdAtBestSingle === undefined ? 'never' : dollars(summary.usdAtBestSingle),
        ];
      }),
    ),
  ];
}

/** Mean distance between the chance said of a first attempt and the share that was good, over ten bins (Naeini and others, 2015); all task values together. */
function calibrationError({ said: { count, chance, good } }: Summary): number {
  const total = count.reduce((sum, many) => sum + many, 0);
  const gaps = chance.map((sum, bin) => Math.abs(sum - (good[bin] ?? 0)));
  return total === 0 ? Number.NaN : gaps.reduce((sum, gap) => sum + gap, 0) / total;
}

function everySetting(results: readonly PartResult[]): readonly Setting[] {
  const unbidden = results.find(({ part }) => part.kind === 'withoutBids')?.summaries ?? [];
  return results.flatMap(({ part, auc, summaries }) =>
    part.kind === 'withoutBids'
      ? []
      : [...unbidden, ...summaries].map((summary) => ({ summary, rho: part.rho, auc: auc ?? Number.NaN })),
  );
}

function rowFor(summary: Summary, valueUsd: number): ValueRow {
  const row = summary.tables.find((candidate) => candidate.valueUsd === valueUsd);
  if (row === undefined)
    throw new Error(`--value is one of ${summary.tables.map((known) => known.valueUsd).join(', ')}.`);
  return row;
}

function meanOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

export function points(share: number): string {
  return Number.isNaN(share) ? '' : (100 * share).toFixed(2);
}

function dollars(usd: number): string {
  return Number.isFinite(usd) ? usd.toPrecision(3) : '';
}

function interval(samples: Float64Array | undefined): string {
  return samples === undefined ? '' : intervalOf(samples).map(points).join(' to ');
}

function rounded(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Math.round(value * 1e6) / 1e6;
}
