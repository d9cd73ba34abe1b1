import { randomInt, randomUUID } from 'node:crypto';
import { judgeHistoryOf } from '../auction/judgeHistory';
import { expectedCosts } from '../auction/expectedCost';
import { builtInProfile } from '../auction/profile';
import type { Settings } from '../config/settings';
import { checkErrors } from '../ledger/checkErrors';
import type { LedgerEntry } from '../ledger/ledgerEntry';
import { settledAttempts } from '../ledger/statistics';
import type { MemoryRecord } from '../memory/memoryRecord';
import { workspaceIdOf } from '../memory/workspaceId';
import type { Economics } from '../run/economics';
import type { RunRequest } from '../run/runRequest';
import type { AuctionOrder } from './auction';
import type { Market } from './market';

/** Limits of one attempt. Ours, untested on real models: enough for small tasks, an end for loops. */
const agentLimits = { maxTurns: 30, maxOutputTokensPerTurn: 4096, maxSeconds: 900, maxTokens: 1_500_000 };

/** How long a local server may take to load a model before its first token. */
const localFirstTokenMs = 180_000;

/** What the past says, for chances and costs. */
export interface Past {
  readonly ledger: readonly LedgerEntry[];
  readonly memory: readonly MemoryRecord[];
}

/** Everything decided before an auction begins: the person's settings, and what past tasks cost and taught. */
export function runRequestFor(order: AuctionOrder, market: Market, settings: Settings, past: Past): RunRequest {
  return {
    runId: randomUUID(),
    task: order.task,
    invited: market.invited,
    practice: market.practice,
    invite: settings.invite,
    profile: builtInProfile,
    seed: randomInt(2 ** 31),
    award: order.award ?? settings.award,
    bidDeadlineMs: settings.bidDeadlineMs,
    localFirstTokenMs,
    caps: settings.caps,
    maxOverheadShare: settings.maxOverheadShare,
    economics: economicsFor(market, settings, past),
    limits: agentLimits,
    checkTimeoutMs: settings.checkTimeoutMs,
    workspaceRoot: order.folder.uri.fsPath,
    workspaceId: workspaceIdOf(order.folder.uri.toString()),
  };
}

function economicsFor(market: Market, settings: Settings, { ledger, memory }: Past): Economics {
  const costs = expectedCosts(settledAttempts(ledger));
  const expected = market.invited.flatMap(({ bidder }) => {
    const usd = costs.costUsd(bidder);
    return usd === undefined ? [] : [[bidder.id, usd] as const];
  });
  const { falsePass, falseFail } = checkErrors(ledger);
  const { badWorkCostUsd } = settings;
  return {
    rule: settings.rule,
    taskValueUsd: settings.taskValueUsd,
    ...(badWorkCostUsd !== undefined && { badWorkCostUsd }),
    maxAttempts: settings.maxAttempts,
    expectedCostUsd: Object.fromEntries(expected),
    checkQuality: { falsePass, falseFail },
    judgeHistory: Object.fromEntries(judgeHistoryOf(memory.flatMap(({ scores }) => scores))),
  };
}
