import type { Bidder } from '../auction/bidder';
import type { Endpoint, EndpointModel } from '../models/endpoint';
import { editorVendor, parseEndpointUrl } from '../models/endpointUrl';
import { capabilitiesOf, type FactsPort, type ModelFacts } from '../models/modelFacts';
import type { InvitedBidder } from '../run/runRequest';
import { pricing, type Runs } from './pricing';

/** Whose bidders these are, and what is known of their models. */
export interface BidderOptions {
  readonly facts?: FactsPort;
  readonly practice?: boolean;
}

/** The bidders of the configured endpoints, and a sentence for each endpoint whose address may not be used. */
export function configuredBidders(
  endpoints: readonly Endpoint[],
  options: BidderOptions = {},
): { readonly invited: readonly InvitedBidder[]; readonly problems: readonly string[] } {
  const invited: InvitedBidder[] = [];
  const problems: string[] = [];
  for (const endpoint of endpoints) {
    const place = placeOf(endpoint);
    if ('problem' in place) {
      problems.push(place.problem);
      continue;
    }
    for (const model of endpoint.models) {
      const facts = options.facts?.get(place.url, model.id);
      const bidder = bidderOf(endpoint, model, facts, place.runs);
      invited.push({
        bidder: options.practice === true && model.price ? { ...bidder, priceSource: 'practice' } : bidder,
        origin: place.origin,
      });
    }
  }
  return { invited, problems };
}

interface Place {
  readonly url: string;
  readonly runs: Runs;
  /** Whom to ask consent for; nobody on this computer. */
  readonly origin: string | undefined;
}

function placeOf(endpoint: Endpoint): Place | { readonly problem: string } {
  const vendor = editorVendor(endpoint.baseUrl);
  if (vendor !== undefined) return { url: endpoint.baseUrl, runs: 'plan', origin: `vscode-lm://${vendor}` };
  const address = parseEndpointUrl(endpoint.baseUrl);
  if (address.kind === 'refused') return { problem: `${endpoint.name}: ${address.reason}` };
  const local = endpoint.local ?? address.loopback;
  return {
    url: address.url,
    runs: local ? 'here' : 'hosted',
    origin: address.loopback ? undefined : address.origin,
  };
}

function bidderOf(endpoint: Endpoint, model: EndpointModel, facts: ModelFacts | undefined, runs: Runs): Bidder {
  const contextTokens = model.contextTokens ?? windowOf(facts);
  const maxOutputTokens = facts?.listed?.maxOutputTokens;
  return {
    id: `${endpoint.id}/${model.id}`,
    name: model.name ?? model.id,
    endpointId: endpoint.id,
    modelId: model.id,
    ...pricing(model, facts, runs),
    ...(contextTokens !== undefined && { contextTokens }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    local: runs === 'here',
    capabilities: capabilitiesOf(facts, model.id),
  };
}

/** Tokens that fit. Ollama's models get as much as they were trained for, through its own address. */
function windowOf(facts: ModelFacts | undefined): number | undefined {
  const { contextTokens, maxContextTokens } = facts?.listed ?? {};
  return facts?.server === 'ollama' ? (maxContextTokens ?? contextTokens) : contextTokens;
}
