import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import { blendedPrice } from '../../../src/auction/price';
import { countTokens } from '../../../src/auction/tokens';
import { type PriceBasis, priceFor, reasons } from './listPrices';
import { type Benchmark, type ModelOutcomes, type ReplayData, unrecorded } from './readBenchmarks';

/** The pool that constants are tuned on; its models never help to measure another pool. */
export const tuningPool: readonly string[] = ['gpt-5-mini', 'gpt-5', 'sonnet-4-5-20250929', 'claude-opus-4-5-20251101'];

/** Names for the pools of the evidence document; any list of models may be given instead. */
export const namedPools: Readonly<Record<string, readonly string[]>> = {
  A: tuningPool,
  B: ['glm-4.5', 'kimi-k2-instruct', 'o3-2025-04-16', 'gemini-2.5-pro'],
  C: ['gemma-2-9b-it', 'llama-3.1-8b-instruct', 'qwen2.5-7b-instruct', 'llama-3.3-nemotron-super-49b-v1'],
};

/** Which tasks are measured: all, or one half of the repositories. */
export type TaskHalf = 'all' | 'tuning' | 'measuring';

/** Four or so models that bid, and what is recorded of them; arrays are by task, those of `models` by place in it. */
export interface Pool {
  readonly name: string;
  readonly benchmark: string;
  readonly models: readonly string[];
  readonly bidders: readonly Bidder[];
  readonly priceBases: readonly PriceBasis[];
  readonly taskCount: number;
  readonly texts: readonly string[];
  /** Tokens all prompts of a task's auction share. */
  readonly sharedTokens: Float64Array;
  readonly resolved: readonly Uint8Array[];
  readonly costUsd: readonly Float64Array[];
  readonly costBasis: 'recorded' | 'list price times equal tokens';
  readonly calls: readonly Float64Array[];
  /** Results of models outside the pool, from which difficulty is fitted. */
  readonly outside: readonly Uint8Array[];
  readonly outsideModels: readonly string[];
}

/** Tokens of workspace context beside the task's own text, by the length of the text. Ours: an issue of a repository comes with files, a function with next to nothing. */
const contextTokens = { repository: 2000, function: 200 };

/** Tokens of one attempt where no cost is recorded: so many times the median task text. Ours, the same for all models. */
const attemptTokensPerTextToken = 300;
const attemptTokensWithoutText = 100_000;

export function poolOf(data: ReplayData, wanted: string, half: TaskHalf = 'all'): Pool {
  const { benchmark, models } = benchmarkWith(data, wanted);
  const tasks = chosenTasks(benchmark, models, half);
  const rows = models.map((model) => take(outcomesOf(benchmark, model), tasks));
  const texts = tasks.map((task) => benchmark.texts[task] ?? '');
  const tokens = texts.map(countTokens);
  const typical = median(tokens);
  const costs = costsOf(models, rows, data, typical);
  const outsideModels = modelsOutside(benchmark, models);
  return {
    name: models.join(','),
    benchmark: benchmark.name,
    models,
    ...costs,
    taskCount: tasks.length,
    texts,
    sharedTokens: Float64Array.from(
      tokens,
      (count) => 60 + count + (typical >= 100 || typical === 0 ? contextTokens.repository : contextTokens.function),
    ),
    resolved: rows.map(({ resolved }) => resolved),
    calls: rows.map(({ calls }) => calls),
    outside: outsideModels.map((model) => take(outcomesOf(benchmark, model), tasks).resolved),
    outsideModels,
  };
}

/** The benchmark that has all models of this pool, and their names there. */
function benchmarkWith(
  { benchmarks }: ReplayData,
  wanted: string,
): { readonly benchmark: Benchmark; readonly models: readonly string[] } {
  const asked = namedPools[wanted] ?? wanted.split(',').map((model) => model.trim());
  for (const benchmark of benchmarks) {
    const names = [...benchmark.outcomes.keys()];
    const models = asked.flatMap((model) => recordedName(model, names) ?? []);
    if (models.length === asked.length) return { benchmark, models };
  }
  const known = benchmarks.map(({ name, outcomes }) => `${name}: ${[...outcomes.keys()].join(', ')}`);
  throw new Error(
    `No benchmark of the folder has all of ${asked.join(', ')}, or one is short for several. There are: ${known.join('; ')}.`,
  );
}

/** The recorded model of this name, or the only one it is short for: o3 for o3-2025-04-16, opus-4-5 for claude-opus-4-5-20251101. */
function recordedName(asked: string, names: readonly string[]): string | undefined {
  if (names.includes(asked)) return asked;
  const longer = names.filter((name) => `-${name}-`.includes(`-${asked}-`));
  return longer.length === 1 ? longer[0] : undefined;
}

/** The pool for a folder nobody named a pool for: B if it is there, else four models from cheap to dear. */
export function defaultPool({ benchmarks, prices }: ReplayData): string {
  const known = Object.entries(namedPools).find(
    ([name, models]) => name !== 'A' && benchmarks.some(({ outcomes }) => models.every((model) => outcomes.has(model))),
  );
  if (known !== undefined) return known[0];
  const largest = [...benchmarks].sort((one, other) => other.outcomes.size - one.outcomes.size)[0];
  const byPrice = [...(largest?.outcomes ?? [])]
    .map(([model, { costUsd }]) => ({ model, price: blendedPrice(priceFor(model, prices, mean(costUsd)).price) }))
    .sort((one, other) => one.price - other.price || (one.model < other.model ? -1 : 1));
  const last = byPrice.length - 1;
  const places = new Set([0, 1, 2, 3].map((at) => Math.round((at * last) / 3)));
  return [...places].map((at) => byPrice[at]?.model ?? '').join(',');
}

/** Tasks recorded for every model of the pool, in the chosen half. */
function chosenTasks(benchmark: Benchmark, models: readonly string[], half: TaskHalf): readonly number[] {
  const tuning = half === 'all' ? undefined : tuningRepositories(benchmark);
  return benchmark.taskIds.flatMap((_, at) => {
    const complete = models.every((model) => outcomesOf(benchmark, model).resolved[at] !== unrecorded);
    const belongs = tuning === undefined || tuning.has(benchmark.repositories[at] ?? '') === (half === 'tuning');
    return complete && belongs ? [at] : [];
  });
}

/** Half of the repositories, drawn by size as teams are: of every four the second and third largest. */
function tuningRepositories({ repositories }: Benchmark): ReadonlySet<string> {
  const counts = new Map<string, number>();
  for (const repository of repositories) counts.set(repository, (counts.get(repository) ?? 0) + 1);
  const bySize = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return new Set(bySize.filter((_, at) => at % 4 === 1 || at % 4 === 2).map(([repository]) => repository));
}

/** Outside this pool and outside the tuning pool, unless that leaves fewer than three. */
function modelsOutside({ outcomes }: Benchmark, models: readonly string[]): readonly string[] {
  const outside = [...outcomes.keys()].filter((model) => !models.includes(model)).sort();
  const outsideBoth = outside.filter((model) => !tuningPool.includes(model));
  return outsideBoth.length >= 3 ? outsideBoth : outside;
}

function costsOf(
  models: readonly string[],
  rows: readonly ModelOutcomes[],
  { prices }: ReplayData,
  typicalTokens: number,
): Pick<Pool, 'bidders' | 'priceBases' | 'costUsd' | 'costBasis'> {
  const priced = models.map((model, at) => priceFor(model, prices, mean(rows[at]!.costUsd)));
  const recorded = rows.every(({ costUsd }) => costUsd.some((usd) => usd >= 0));
  const tokens = typicalTokens === 0 ? attemptTokensWithoutText : attemptTokensPerTextToken * typicalTokens;
  return {
    bidders: models.map((model, at) => bidderOf(model, priced[at]!.price)),
    priceBases: priced.map(({ basis }) => basis),
    costUsd: rows.map(({ costUsd }, at) =>
      recorded ? withMean(costUsd) : costUsd.map(() => (blendedPrice(priced[at]!.price) * tokens) / 1e6),
    ),
    costBasis: recorded ? 'recorded' : 'list price times equal tokens',
  };
}

function bidderOf(model: string, price: Bidder['price'] & object): Bidder {
  const capabilities = { ...unknownCapabilities, logprobs: true, reasons: reasons(model) };
  return { id: model, name: model, endpointId: 'replay', modelId: model, price, priceSource: 'user', capabilities };
}

function outcomesOf({ outcomes }: Benchmark, model: string): ModelOutcomes {
  const found = outcomes.get(model);
  if (found === undefined) throw new Error(`Nothing is recorded of ${model}.`);
  return found;
}

function take({ resolved, costUsd, calls }: ModelOutcomes, tasks: readonly number[]): ModelOutcomes {
  return {
    resolved: Uint8Array.from(tasks, (task) => resolved[task]!),
    costUsd: Float64Array.from(tasks, (task) => costUsd[task]!),
    calls: Float64Array.from(tasks, (task) => calls[task]!),
  };
}

/** A cell without a cost gets the model's mean. */
function withMean(costUsd: Float64Array): Float64Array {
  const meanUsd = mean(costUsd);
  return costUsd.map((usd) => (usd >= 0 ? usd : meanUsd));
}

/** Of the figures that are numbers; NaN when none is. */
function mean(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
