import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What several models did on the tasks of one benchmark. Arrays are by task in the order of `taskIds`. */
export interface Benchmark {
  readonly name: string;
  readonly taskIds: readonly string[];
  readonly repositories: readonly string[];
  /** What a router may read; empty where the folder has no text. */
  readonly texts: readonly string[];
  readonly outcomes: ReadonlyMap<string, ModelOutcomes>;
}

/** One model's recorded results, by task. */
export interface ModelOutcomes {
  /** 1 solved, 0 not, 255 not recorded. */
  readonly resolved: Uint8Array;
  /** USD; NaN where not recorded. */
  readonly costUsd: Float64Array;
  /** Model calls; NaN where not recorded. */
  readonly calls: Float64Array;
}

/** List prices in USD per million tokens, by model. */
export type ListPrices = ReadonlyMap<string, { readonly input: number; readonly output: number }>;

export interface ReplayData {
  readonly benchmarks: readonly Benchmark[];
  readonly prices: ListPrices;
}

type Row = Readonly<Record<string, string>>;
interface TaskText {
  readonly text: string;
  readonly repository: string;
}

/** Value of a cell that nobody recorded. */
export const unrecorded = 255;

const idColumns = ['instance_id', 'query_id', 'task_id'];
const resultColumns = ['resolved', 'score'];

/**
 * Reads a folder: every CSV with the columns model, a task id and resolved or score is a benchmark; CSVs with list prices
 * and JSON Lines with texts are found by their columns too. File names, models and task ids are the folder's own affair.
 */
export function readReplayData(folder: string): ReplayData {
  const files = readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
  const tables = files.filter((file) => file.endsWith('.csv')).map((file) => ({ file, rows: readCsv(file) }));
  const texts = new Map(files.filter((file) => file.endsWith('.jsonl')).flatMap(readTexts));
  const repositories = new Map(
    tables.flatMap(({ rows }) => rows.flatMap((row) => (row['repo'] ? [[idOf(row), row['repo']] as const] : []))),
  );
  const prices = new Map(tables.flatMap(({ rows }) => rows.flatMap(priceOf)));
  const benchmarks = tables
    .filter(
      ({ rows: [first] }) => first?.['model'] !== undefined && idOf(first) !== '' && resultOf(first) !== undefined,
    )
    .map(({ file, rows }) => benchmarkFrom(basename(file, '.csv'), rows, texts, repositories));
  if (benchmarks.length === 0) {
    throw new Error(
      `${folder} has no CSV file with the columns model, instance_id or query_id, and resolved or score.`,
    );
  }
  return { benchmarks, prices };
}

function benchmarkFrom(
  name: string,
  rows: readonly Row[],
  texts: ReadonlyMap<string, TaskText>,
  repositories: ReadonlyMap<string, string>,
): Benchmark {
  const taskIds = [...new Set(rows.map(idOf))];
  const places = new Map(taskIds.map((id, at) => [id, at]));
  const outcomes = new Map<string, ModelOutcomes>();
  for (const row of rows) {
    const model = row['model'] ?? '';
    const at = places.get(idOf(row)) ?? 0;
    const cells = outcomes.get(model) ?? emptyOutcomes(taskIds.length);
    outcomes.set(model, cells);
    cells.resolved[at] = resultOf(row) ?? unrecorded;
    cells.costUsd[at] = figureIn(row['cost_usd']);
    cells.calls[at] = figureIn(row['api_calls']);
  }
  const groupOf = new Map(rows.map((row) => [idOf(row), row['task'] ?? '']));
  return {
    name,
    taskIds,
    texts: taskIds.map((id) => texts.get(id)?.text ?? ''),
    repositories: taskIds.map(
      (id) => (repositories.get(id) ?? texts.get(id)?.repository) || groupOf.get(id) || id.split('__')[0] || id,
    ),
    outcomes,
  };
}

function emptyOutcomes(count: number): ModelOutcomes {
  return {
    resolved: new Uint8Array(count).fill(unrecorded),
    costUsd: new Float64Array(count).fill(Number.NaN),
    calls: new Float64Array(count).fill(Number.NaN),
  };
}

function idOf(row: Row): string {
  return idColumns.map((column) => row[column]).find((id) => id !== undefined && id !== '') ?? '';
}

function resultOf(row: Row): 0 | 1 | undefined {
  const text = resultColumns.map((column) => row[column]).find((value) => value !== undefined && value !== '');
  if (text === undefined) return undefined;
  return /^true$/iu.test(text) || Number(text) >= 1 ? 1 : 0;
}

function priceOf(row: Row): [string, { input: number; output: number }][] {
  const input = figureIn(row['input_usd_per_mtok']);
  const output = figureIn(row['output_usd_per_mtok']);
  return row['model'] !== undefined && input >= 0 && output >= 0 ? [[row['model'], { input, output }]] : [];
}

function figureIn(text: string | undefined): number {
  return text === undefined || text.trim() === '' ? Number.NaN : Number(text);
}

function readTexts(file: string): [string, TaskText][] {
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const row = JSON.parse(line) as Row;
      const text = row['problem_statement'] ?? row['query'] ?? row['prompt'] ?? '';
      return [idOf(row), { text, repository: row['repo'] ?? row['task'] ?? '' }];
    });
}

/** RFC 4180: commas, quotes doubled inside quotes, line ends inside quotes. */
function readCsv(file: string): readonly Row[] {
  const cells = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gu;
  const records: string[][] = [[]];
  for (const [whole, quoted, plain, end] of readFileSync(file, 'utf8').matchAll(cells)) {
    if (whole === '') break;
    records.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') records.push([]);
  }
  const [header = [], ...rows] = records.filter((record) => record.length > 1);
  return rows.map((row) => Object.fromEntries(header.map((column, at) => [column.trim(), row[at] ?? ''])));
}
