import { gavel, knnReauction } from './gavelMethods';
import type { Method } from './method';
import { valueCount } from './plans';
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
  const profiles = saleProfiles(valueCount);
  const ours = { record: 'all', invite: 'worthwhile' } as const;
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
  return [
    gavel({ id: 'gavel+reauction, all bid', reauction: true, record: 'similar', invite: 'all' }),
    gavel({ id: 'gavel+reauction, one record a bidder', reauction: true, record: 'all', invite: 'cheapest' }),
    gavel({ id: 'gavel-nobids+reauction, one record a bidder', reauction: true, record: 'all', invite: 'nobody' }),
    gavel({ id: 'gavel+reauction, price alone', reauction: true, record: 'none', invite: 'cheapest' }),
    gavel({ id: 'gavel-nobids+reauction, price alone', reauction: true, record: 'none', invite: 'nobody' }),
  ];
}
