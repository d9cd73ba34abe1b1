import { type Bidder, type Price, type PriceSource, unknownCapabilities } from '../auction/bidder';
import { parametersFromModelId, shadowPrice } from '../auction/price';
import type { Endpoint, EndpointModel } from '../models/endpoint';
import { parseEndpointUrl } from '../models/endpointUrl';
import type { InvitedBidder } from '../run/runRequest';

/** The bidders of the configured endpoints, and a sentence for each endpoint whose address may not be used. */
export function configuredBidders(
  endpoints: readonly Endpoint[],
  priceSource: 'user' | 'practice' = 'user',
): { readonly invited: readonly InvitedBidder[]; readonly problems: readonly string[] } {
  const invited: InvitedBidder[] = [];
  const problems: string[] = [];
  for (const endpoint of endpoints) {
    const address = parseEndpointUrl(endpoint.baseUrl);
    if (address.kind === 'refused') {
      problems.push(`${endpoint.name}: ${address.reason}`);
      continue;
    }
    const local = endpoint.local ?? address.loopback;
    for (const model of endpoint.models) {
      const bidder = bidderOf(endpoint, model, local, priceSource);
      invited.push({ bidder, origin: address.loopback ? undefined : address.origin });
    }
  }
  return { invited, problems };
}

function bidderOf(endpoint: Endpoint, model: EndpointModel, local: boolean, source: PriceSource): Bidder {
  const shadow = local ? shadowPriceOf(model.id) : undefined;
  const price = model.price ?? shadow;
  return {
    id: `${endpoint.id}/${model.id}`,
    name: model.name ?? model.id,
    endpointId: endpoint.id,
    modelId: model.id,
    ...(price && { price }),
    priceSource: model.price ? source : shadow ? 'shadow' : 'unknown',
    ...(model.contextTokens !== undefined && { contextTokens: model.contextTokens }),
    local,
    capabilities: unknownCapabilities,
  };
}

function shadowPriceOf(modelId: string): Price | undefined {
  const usdPerMt = shadowPrice(parametersFromModelId(modelId) ?? 0);
  return usdPerMt === undefined ? undefined : { input: usdPerMt, output: usdPerMt };
}
