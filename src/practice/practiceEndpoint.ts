import type { Endpoint } from '../models/endpoint';
import { practiceModels } from './practiceModels';

/** The endpoint id of the practice market; no configured endpoint may take it. */
export const practiceEndpointId = 'practice';

/** The running practice server as an endpoint with four priced bidders. It needs no key and answers all four at once. */
export function practiceEndpoint(baseUrl: string): Endpoint {
  return {
    id: practiceEndpointId,
    name: 'Practice market: scripted, no AI',
    baseUrl,
    local: true,
    concurrency: practiceModels.length,
    models: practiceModels.map(({ id, name, priceUsd }) => ({
      id,
      name,
      price: { input: priceUsd, output: priceUsd },
      contextTokens: 32_768,
    })),
  };
}
