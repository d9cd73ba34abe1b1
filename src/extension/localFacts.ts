import { secretKeys } from '../config/keys';
import type { Endpoint } from '../models/endpoint';
import { addressOf, parseEndpointUrl } from '../models/endpointUrl';
import type { Services } from './services';

/** Nobody waits longer than this, in milliseconds, for what a local server says about itself. */
const patienceMs = 1500;

/** Servers that were asked in this window; what they did not say then, they will not say now. */
const asked = new Set<string>();

/**
 * Asks the servers on this computer that nothing is known of yet for their models, once in a window: Ollama's context and
 * who reasons must be known before the first bid. Servers elsewhere are asked by Manage Bidders and Check Bidders only.
 */
export async function askLocalServers(services: Services, endpoints: readonly Endpoint[]): Promise<void> {
  const unknown = endpoints.filter((endpoint) => {
    const address = parseEndpointUrl(endpoint.baseUrl);
    if (address.kind === 'refused' || !address.loopback || asked.has(address.url)) return false;
    return endpoint.models.some(({ id }) => services.facts.get(address.url, id)?.listed === undefined);
  });
  if (unknown.length === 0) return;
  const { listModels } = await import('../models/listModels');
  const signal = AbortSignal.timeout(patienceMs);
  const options = { keys: secretKeys(services.context.secrets), signal, facts: services.facts };
  await Promise.all(
    unknown.map(async (endpoint) => {
      asked.add(addressOf(endpoint.baseUrl));
      const listing = await listModels(endpoint, options);
      if (listing.kind === 'failed') services.log.info(listing.message);
    }),
  );
}
