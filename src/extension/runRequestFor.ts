import { randomInt, randomUUID } from 'node:crypto';
import { judgeHistoryOf } from '../auction/judgeHistory';
import { expectedCosts } from '../auction/expectedCost';
import { blendedPrice, isUsablePrice } from '../auction/price';
import { seededRandom } from '../base/random';
import type { FittedProfile, PricedBidder } from '../auction/fit/fittedProfile';
import { type ProfilesInForce, profilesInForce } from '../auction/fit/profilesInForce';
import { sampledModel } from '../auction/fit/explore';
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
  /** The profiles the person fitted and chose. */
  readonly profiles: readonly FittedProfile[];
}

/** Everything decided before an auction begins: the person's settings, and what past tasks cost and taught. */
export function runRequestFor(order: AuctionOrder, market: Market, settings: Settings, past: Past): RunRequest {
  const seed = randomInt(2 ** 31);
  const inForce = profilesInForce(market.practice ? [] : past.profiles, pricedBidders(market));
  return {
    runId: randomUUID(),
    task: order.task,
    invited: market.invited,
    practice: market.practice,
    invite: settings.invite,
    profile: inForce.profile,
    seed,
    award: order.award ?? settings.award,
    bidDeadlineMs: settings.bidDeadlineMs,
    localFirstTokenMs,
    caps: settings.caps,
    maxOverheadShare: settings.maxOverheadShare,
    economics: { ...economicsFor(market, settings, past), chances: chancesFor(order, settings, inForce, seed) },
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

/** The learned chances, or with exploration switched on and a check to tell good work, a draw from what they may be. */
function chancesFor(
  { task }: AuctionOrder,
  { explore }: Settings,
  { learned, origins }: ProfilesInForce,
  seed: number,
): NonNullable<Economics['chances']> {
  if (learned === undefined) return { origin: origins.chances };
  if (!explore || task.check === undefined) return { origin: origins.chances, model: learned.model };
  const model = sampledModel(learned.model, learned.shiftSd, seededRandom(seed));
  return { origin: `${origins.chances}; exploring: drawn from what they may be`, model };
}

/** The market as profiles know it: those who have a price. */
export function pricedBidders({ invited }: Pick<Market, 'invited'>): readonly PricedBidder[] {
  return invited.flatMap(({ bidder: { id, price } }) =>
    isUsablePrice(price) ? [{ bidderId: id, price: blendedPrice(price) }] : [],
  );
}
