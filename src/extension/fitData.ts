import type { Bidder } from '../auction/bidder';
import { expectedCosts } from '../auction/expectedCost';
import type { FitProgram } from '../auction/fit/fittedProfile';
import type { FitRequest } from '../auction/fit/fitProfile';
import { configuredBidders } from '../config/bidders';
import { readSettings } from '../config/settings';
import { checkErrors } from '../ledger/checkErrors';
import { settledAttempts } from '../ledger/statistics';
import type { MemoryRecord } from '../memory/memoryRecord';
import { outcomeTasks, scoredTasks } from '../memory/pastOutcomes';
import type { TodaysTerms } from '../run/pastSituations';
import { pricedBidders } from './runRequestFor';
import type { Services } from './services';

/** What a fit reads, and what its report compares with. */
export interface FitData {
  readonly request: FitRequest;
  /** All workspaces' auctions, oldest first, practice included. */
  readonly records: readonly MemoryRecord[];
  readonly bidders: readonly Bidder[];
  readonly terms: TodaysTerms;
}

/** Reads memory, ledger and settings as they are now. */
export async function readFitData(services: Services, program: FitProgram): Promise<FitData> {
  const settings = readSettings();
  const { invited } = configuredBidders(settings.endpoints, { facts: services.facts });
  const stores = await services.records();
  const [{ records }, { records: entries }] = await Promise.all([stores.memory.all(), stores.ledger.read()]);
  const { falsePass, falseFail } = checkErrors(entries);
  const check = { falsePass, falseFail };
  const bidders = invited.map(({ bidder }) => bidder);
  const costs = expectedCosts(settledAttempts(entries));
  const { taskValueUsd, badWorkCostUsd, maxAttempts } = settings;
  return {
    request: {
      program,
      scored: scoredTasks(records),
      outcomes: outcomeTasks(records),
      bidders: pricedBidders({ invited }),
      check,
      atMs: Date.now(),
    },
    records,
    bidders,
    terms: {
      expectedCostUsd: new Map(
        bidders.flatMap((bidder) => {
          const usd = costs.costUsd(bidder);
          return usd === undefined ? [] : [[bidder.id, usd] as const];
        }),
      ),
      taskValueUsd,
      ...(badWorkCostUsd !== undefined && { badWorkCostUsd }),
      check,
      attemptsLeft: maxAttempts,
    },
  };
}
