import * as vscode from 'vscode';
import type { Endpoint, KeyPort } from '../models/endpoint';
import { editorVendor, parseEndpointUrl } from '../models/endpointUrl';
import { type Listing, listModels } from '../models/listModels';
import type { FactsPort } from '../models/modelFacts';
import { hostedProviders, type KnownServer, localServers } from './knownServers';

/** One place to choose bidders from. `listing` is absent where nobody was asked. */
export interface Offer {
  readonly kind: 'yours' | 'found' | 'editor' | 'hosted';
  readonly endpoint: Endpoint;
  readonly listing?: Listing;
}

/** What looking for models needs. */
export interface LookOptions {
  readonly keys: KeyPort;
  readonly facts: FactsPort;
  readonly signal: AbortSignal;
}

/** A port at which nobody listens says so at once; one that hangs is given so many milliseconds. */
const scanMs = 1500;
const listMs = 10_000;

/** Everything there is to choose from: the person's own endpoints first, what was found, VS Code's models, the hosted providers. */
export async function findServers(endpoints: readonly Endpoint[], options: LookOptions): Promise<readonly Offer[]> {
  const taken = new Set(endpoints.map(({ baseUrl }) => originOf(baseUrl)));
  const free = ({ baseUrl }: KnownServer): boolean => !taken.has(originOf(baseUrl));
  const [yours, found, editor] = await Promise.all([
    Promise.all(endpoints.map((endpoint) => yourOffer(endpoint, options))),
    Promise.all(localServers.filter(free).map((server) => foundOffer(server, endpoints, options))),
    editorOffers(endpoints),
  ]);
  const hosted = hostedProviders
    .filter(free)
    .map((server): Offer => ({ kind: 'hosted', endpoint: asEndpoint(server, endpoints) }));
  return [...yours, ...found.filter((offer) => offer !== undefined), ...editor, ...hosted];
}

/** The models at one endpoint; those of VS Code by asking VS Code. */
export async function modelsAt(endpoint: Endpoint, options: LookOptions, timeoutMs = listMs): Promise<Listing> {
  const vendor = editorVendor(endpoint.baseUrl);
  if (vendor === undefined) return listModels(endpoint, { ...options, timeoutMs });
  const models = await vscode.lm.selectChatModels({ vendor });
  const listed = models.map(({ id, maxInputTokens }) => ({
    id,
    contextTokens: maxInputTokens,
    capabilities: { logprobs: false, jsonSchema: false },
  }));
  for (const { id, ...facts } of listed) options.facts.add(endpoint.baseUrl, id, { listed: facts });
  return { kind: 'listed', server: 'other', models: listed };
}

/** An endpoint for a server nobody has configured yet, under an id that is free. */
export function asEndpoint({ id, name, baseUrl }: KnownServer, others: readonly Endpoint[]): Endpoint {
  const free = [id, ...Array.from({ length: 99 }, (_, index) => `${id}-${index + 2}`)].find(
    (candidate) => !others.some((other) => other.id === candidate),
  );
  return { id: free ?? id, name, baseUrl, models: [] };
}

async function yourOffer(endpoint: Endpoint, options: LookOptions): Promise<Offer> {
  return { kind: 'yours', endpoint, listing: await modelsAt(endpoint, options, 2 * scanMs) };
}

async function foundOffer(
  server: KnownServer,
  endpoints: readonly Endpoint[],
  options: LookOptions,
): Promise<Offer | undefined> {
  const endpoint = asEndpoint(server, endpoints);
  const listing = await modelsAt(endpoint, options, scanMs);
  // A server that asks for a key is one, too.
  const there = listing.kind === 'listed' || listing.reason === 'unauthorized';
  return there ? { kind: 'found', endpoint, listing } : undefined;
}

async function editorOffers(endpoints: readonly Endpoint[]): Promise<readonly Offer[]> {
  const models = await vscode.lm.selectChatModels({});
  const vendors = [...new Set(models.map(({ vendor }) => vendor))];
  return vendors
    .map((vendor) => ({
      id: `vscode-${vendor.replace(/[^a-z0-9]+/giu, '-').toLowerCase()}`,
      name: `VS Code: ${vendor}`,
      baseUrl: `vscode-lm://${vendor}`,
    }))
    .filter(
      ({ baseUrl }) => editorVendor(baseUrl) !== undefined && !endpoints.some((other) => other.baseUrl === baseUrl),
    )
    .map((server) => ({ kind: 'editor', endpoint: asEndpoint(server, endpoints) }));
}

function originOf(baseUrl: string): string {
  const address = parseEndpointUrl(baseUrl);
  return address.kind === 'ok' ? address.origin.replace('//localhost:', '//127.0.0.1:') : baseUrl;
}
