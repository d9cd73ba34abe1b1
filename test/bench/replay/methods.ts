import { gavel, knnReauction } from './gavelMethods';
import type { Method } from './method';
import type { Pool } from './pool';
import { sale } from './saleMethods';
import {
  carrot,
  cascade,
  clusters,
  knn,
  logisticRouter,
  oracle,
  random,
  rerunBest,
  single,
  zero,
} from './staticMethods';
import { saleProfiles } from './tunedProfiles';

/** All methods of the replay, in the order of its tables. */
export function methodsFor(pool: Pool, extras: boolean): readonly Method[] {
  const profiles = saleProfiles();
  const ours = { record: 'all', weights: 'learned', invite: 'worthwhile' } as const;
  return [
    ...pool.models.map((name, model) => single(model, name)),
    random,
    zero,
    knn,
    carrot,
    clusters,
    logisticRouter,
    cascade,
    knnReauction,
    rerunBest,
    sale({ id: 'sale', reauction: false, profiles }),
    sale({ id: 'sale+reauction', reauction: true, profiles }),
    gavel({ ...ours, id: 'gavel', reauction: false }),
    gavel({ ...ours, id: 'gavel+reauction', reauction: true }),
    gavel({ ...ours, id: 'gavel-nobids+reauction', reauction: true, invite: 'nobody' }),
    oracle,
    ...(extras ? extraMethods() : []),
  ];
}

function extraMethods(): readonly Method[] {
  const usual = { record: 'all', weights: 'learned', invite: 'all', reauction: true } as const;
  return [
    gavel({ ...usual, id: 'gavel+reauction, all bid and judge' }),
    gavel({ ...usual, id: 'gavel+reauction, cheapest bid and judge', invite: 'cheapest' }),
    gavel({ ...usual, id: 'gavel+reauction, all bid, nothing learned of bids', weights: 'builtIn' }),
    gavel({ ...usual, id: 'gavel+reauction, similar tasks', record: 'similar', invite: 'worthwhile' }),
    gavel({ ...usual, id: 'gavel-nobids+reauction, similar tasks', record: 'similar', invite: 'nobody' }),
    gavel({ ...usual, id: 'gavel+reauction, price alone, nothing learned', record: 'none', weights: 'builtIn' }),
    gavel({ ...usual, id: 'gavel-nobids+reauction, price alone', record: 'none', invite: 'nobody' }),
    gavel({ ...usual, id: 'upper bound: judges who see results', invite: 'worthwhile', informed: true }),
  ];
}
