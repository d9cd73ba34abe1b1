import type { Bidder, Price } from '../auction/bidder';
import { parametersFromModelId, shadowPrice } from '../auction/price';
import type { EndpointModel } from '../models/endpoint';
import type { ModelFacts } from '../models/modelFacts';
import { priceSeedDate, seedPrice } from '../models/priceSeed';

/** Where a model runs, as far as its price depends on it. `plan`: offered by VS Code, paid for by a subscription. */
export type Runs = 'here' | 'hosted' | 'plan';

/**
 * The price a model bids at, and where it is from: the user's own table, what the endpoint reports, the built-in list, and
 * for local models the shadow price. Models of VS Code have no price of their own: their market price is a shadow too.
 */
export function pricing(
  model: EndpointModel,
  facts: ModelFacts | undefined,
  runs: Runs,
): Pick<Bidder, 'price' | 'priceSource' | 'priceNote'> {
  if (model.price !== undefined)
    return { price: model.price, priceSource: 'user', ...(runs === 'plan' && { priceNote: inPlan }) };
  const reported = facts?.listed?.price;
  if (reported !== undefined)
    return { price: reported, priceSource: 'endpoint', ...(facts?.listedOn && { priceNote: `on ${facts.listedOn}` }) };
  const listed = runs === 'here' ? undefined : seedPrice(model.id);
  if (runs === 'plan') {
    const price = listed ?? shadow(model, facts);
    return { ...(price && { price }), priceSource: price ? 'shadow' : 'unknown', priceNote: inPlan };
  }
  if (listed !== undefined) return { price: listed, priceSource: 'builtIn', priceNote: `of ${priceSeedDate}` };
  const price = runs === 'here' ? shadow(model, facts) : undefined;
  return price === undefined ? { priceSource: 'unknown' } : { price, priceSource: 'shadow' };
}

const inPlan = 'included in your plan';

function shadow({ id }: EndpointModel, facts: ModelFacts | undefined): Price | undefined {
  const usdPerMt = shadowPrice(facts?.listed?.parametersBillions ?? parametersFromModelId(id) ?? 0);
  return usdPerMt === undefined ? undefined : { input: usdPerMt, output: usdPerMt };
}
