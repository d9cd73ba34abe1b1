import * as z from 'zod/mini';
import type { Caps } from '../auction/caps';
import type { InviteSetting } from '../auction/invite';
import type { RuleSetting } from '../auction/rules/ruleForSetting';
import type { Endpoint } from '../models/endpoint';
import { userValue } from './userValue';

const positiveMs = z.int().check(z.minimum(100));
const usdPerMt = z.number().check(z.minimum(0));

const endpointSchema = z.strictObject({
  id: z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{0,39}$/u)),
  name: z.optional(z.string()),
  baseUrl: z.string(),
  headers: z.optional(z.record(z.string(), z.string())),
  concurrency: z.optional(z.int().check(z.minimum(1), z.maximum(32))),
  local: z.optional(z.boolean()),
  timeouts: z.optional(
    z.strictObject({
      connectMs: z.optional(positiveMs),
      firstTokenMs: z.optional(positiveMs),
      idleMs: z.optional(positiveMs),
      totalMs: z.optional(positiveMs),
    }),
  ),
  models: z.array(
    z.strictObject({
      id: z.string().check(z.minLength(1), z.maxLength(300)),
      name: z.optional(z.string()),
      price: z.optional(z.strictObject({ input: usdPerMt, output: usdPerMt, cachedInput: z.optional(usdPerMt) })),
      contextTokens: z.optional(z.int().check(z.minimum(256))),
    }),
  ),
});

/** Gavel's settings as the user's own settings give them; a workspace or a machine can change none of these. */
export interface Settings {
  readonly endpoints: readonly Endpoint[];
  /** One sentence per endpoint that was left out because it is malformed. */
  readonly endpointProblems: readonly string[];
  readonly award: 'review' | 'automatic';
  readonly bidDeadlineMs: number;
  readonly localOnly: boolean;
  readonly invite: InviteSetting;
  readonly rule: RuleSetting;
  /** Draw learned chances from what they may be, so that every bidder gets evidence. */
  readonly explore: boolean;
  /** V: USD that accepted good work is worth. */
  readonly taskValueUsd: number;
  /** L: USD lost with accepted bad work; absent means V / 2. */
  readonly badWorkCostUsd?: number;
  readonly maxAttempts: number;
  /** Share, 0..1, of the expected work above which overhead is worth a word. */
  readonly maxOverheadShare: number;
  /** USD; 0 means no cap. */
  readonly caps: Caps;
  readonly maxMemoryRecords: number;
  /** Where tasks are compared by meaning; absent means by words. */
  readonly embeddings?: { readonly endpoint: string; readonly model: string; readonly price?: number };
  /** Argument vectors by folder URI. */
  readonly checkCommands: Readonly<Record<string, readonly string[]>>;
  readonly checkTimeoutMs: number;
  /** What a confined check gets of installed dependencies: the workspace's own, read-only, or a copy. */
  readonly dependencies: 'readOnly' | 'copy';
  /** What all sandboxes may take of the disk together. */
  readonly maxSandboxBytes: number;
  /** Base of GitHub's REST API, unchecked. */
  readonly githubApiUrl: string;
}

/** Reads every setting anew; settings may change between two auctions. */
export function readSettings(): Settings {
  const { endpoints, problems } = readEndpoints();
  return {
    endpoints,
    endpointProblems: problems,
    award: userValue('auction.award') === 'automatic' ? 'automatic' : 'review',
    bidDeadlineMs: 1000 * numberWithin('auction.bidDeadlineSeconds', 5, 600, 60),
    localOnly: userValue('auction.localOnly') === true,
    invite: userValue('auction.invite') === 'cheapest' ? 'cheapest' : 'all',
    rule: ruleSetting(),
    explore: userValue('auction.explore') === true,
    taskValueUsd: numberWithin('auction.taskValueUsd', 0, 1_000_000, 2),
    ...badWorkCost(),
    maxAttempts: Math.round(numberWithin('auction.maxAttempts', 1, 10, 3)),
    maxOverheadShare: numberWithin('auction.maxOverheadShare', 0, 10, 0.1),
    caps: {
      auction: numberWithin('budget.auctionUsd', 0, 1_000_000, 0.5),
      task: numberWithin('budget.taskUsd', 0, 1_000_000, 2),
      day: numberWithin('budget.dayUsd', 0, 1_000_000, 10),
    },
    maxMemoryRecords: Math.round(numberWithin('memory.maxRecords', 100, 100_000, 10_000)),
    ...embeddings(),
    checkCommands: checkCommands(),
    checkTimeoutMs: 1000 * numberWithin('tests.timeoutSeconds', 5, 3600, 300),
    dependencies: userValue('sandbox.dependencies') === 'copy' ? 'copy' : 'readOnly',
    maxSandboxBytes: 1024 ** 3 * numberWithin('sandbox.maxGigabytes', 0.1, 10_000, 8),
    githubApiUrl: githubApiUrl(),
  };
}

function numberWithin(name: string, low: number, high: number, fallback: number): number {
  const value = userValue(name);
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(high, Math.max(low, value)) : fallback;
}

function ruleSetting(): RuleSetting {
  const value = userValue('auction.rule');
  return value === 'sale' || value === 'expectedValue' ? value : 'auto';
}

function badWorkCost(): Pick<Settings, 'badWorkCostUsd'> {
  const usd = numberWithin('auction.badWorkCostUsd', -1, 1_000_000, -1);
  return usd < 0 ? {} : { badWorkCostUsd: usd };
}

function embeddings(): Pick<Settings, 'embeddings'> {
  const model = z.string().check(z.minLength(1));
  const shape = z.strictObject({ endpoint: z.string(), model, price: z.optional(usdPerMt) });
  const read = shape.safeParse(userValue('memory.embeddings'));
  return read.success ? { embeddings: withoutUndefined(read.data) as Settings['embeddings'] & object } : {};
}

function githubApiUrl(): string {
  const value = userValue('github.apiUrl');
  return typeof value === 'string' && value.trim() !== '' ? value : 'https://api.github.com';
}

function checkCommands(): Settings['checkCommands'] {
  const read = z.record(z.string(), z.array(z.string()).check(z.minLength(1))).safeParse(userValue('tests.commands'));
  return read.success ? read.data : {};
}

function readEndpoints(): { readonly endpoints: readonly Endpoint[]; readonly problems: readonly string[] } {
  const value = userValue('endpoints');
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const endpoints: Endpoint[] = [];
  const problems: string[] = [];
  for (const [index, item] of items.entries()) {
    const read = endpointSchema.safeParse(item);
    const issue = read.error?.issues[0];
    if (!read.success) {
      problems.push(`gavel.endpoints[${index}].${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not readable'}`);
    } else if (read.data.id === 'practice') {
      problems.push(`gavel.endpoints[${index}]: the id "practice" belongs to the practice market.`);
    } else if (endpoints.some(({ id }) => id === read.data.id)) {
      problems.push(`gavel.endpoints[${index}]: the id "${read.data.id}" is used twice.`);
    } else {
      endpoints.push(withoutUndefined({ ...read.data, name: read.data.name ?? read.data.id }) as Endpoint);
    }
  }
  return { endpoints, problems };
}

/** Optional fields are absent, not undefined, everywhere behind this line. */
function withoutUndefined(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}
