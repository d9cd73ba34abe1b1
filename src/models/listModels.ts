import type { FailureReason } from '../auction/model';
import type { ClockPort } from '../base/clock';
import type { Endpoint, KeyPort } from './endpoint';
import { parseEndpointUrl } from './endpointUrl';
import type { Failure } from './failure';
import { failureText } from './failureText';
import type { FactsPort, ListedModel, ServerKind } from './modelFacts';
import { readModelList } from './modelList';
import { withNativeFacts } from './nativeFacts';
import { documentServer, readDocument, secretsOf } from './serverDocuments';
import type { DocumentServer } from './serverDocuments';

/** The models of one endpoint, or why they cannot be listed, in one sentence for the user. */
export type Listing =
  | {
      readonly kind: 'listed';
      readonly server: ServerKind;
      readonly models: readonly ListedModel[];
    }
  | { readonly kind: 'failed'; readonly reason: FailureReason; readonly message: string };

/** What listing needs. */
export interface ListingOptions {
  readonly keys: KeyPort;
  readonly signal: AbortSignal;
  readonly clock?: ClockPort;
  /** Milliseconds for each question. Default 5,000. */
  readonly timeoutMs?: number;
  /** Where what is learned goes. */
  readonly facts?: FactsPort;
}

/** OpenRouter's list has about two megabytes. */
const maxBytes = 16 * 1024 * 1024;

/**
 * Asks a server for its models, and a local one also at its own addresses for context windows, sizes and capabilities
 * (llama-server `/props`, Ollama `/api/show` and `/api/ps`, LM Studio `/api/v0/models`). Sends the endpoint's key, and no
 * text of any workspace.
 */
export async function listModels(endpoint: Endpoint, options: ListingOptions): Promise<Listing> {
  const server = await documentServer(endpoint, options.keys);
  if ('reason' in server) return failed(endpoint, server, []);
  const { signal, clock, timeoutMs = 5_000 } = options;
  const limits = { signal, timeoutMs, maxBytes, ...(clock && { clock }) };
  const answer = await readDocument(server, '/models', limits);
  if (!('document' in answer)) return failed(endpoint, answer, secretsOf(server));
  const list = readModelList(answer.document);
  if (list === undefined) return failed(endpoint, { reason: 'badAnswer' }, secretsOf(server));
  const local = endpoint.local ?? server.address.loopback;
  const full = local ? await withNativeFacts(list, nativeQuestions(server, limits)) : list;
  remember(server, full.server, full.models, options);
  return { kind: 'listed', ...full };
}

function nativeQuestions(
  server: DocumentServer,
  limits: Parameters<typeof readDocument>[2],
): (path: string, body?: Readonly<Record<string, unknown>>) => Promise<unknown> {
  const root = server.address.url.replace(/\/v1$/u, '');
  return async (path, body) => {
    const answer = await readDocument(server, `${root}${path}`, limits, body);
    return 'document' in answer ? answer.document : undefined;
  };
}

function remember(
  { address }: DocumentServer,
  server: ServerKind,
  models: readonly ListedModel[],
  { facts, clock }: ListingOptions,
): void {
  const listedOn = new Date(clock?.nowMs() ?? Date.now()).toISOString().slice(0, 10);
  for (const { id, ...listed } of models) facts?.add(address.url, id, { server, listed, listedOn });
}

function failed(endpoint: Endpoint, failure: Failure, secrets: readonly string[]): Listing {
  const address = parseEndpointUrl(endpoint.baseUrl);
  if (address.kind === 'refused')
    return {
      kind: 'failed',
      reason: 'refused',
      message: `The endpoint ${endpoint.name} cannot be used. ${address.reason}`,
    };
  const { origin, loopback } = address;
  const message =
    failure.reason === 'badAnswer'
      ? `${endpoint.name} sent something that is not a list of models. Check that the base URL ${address.url} is right (it often ends in /v1).`
      : failureText(failure, { endpointName: endpoint.name, modelId: 'list of models', origin, loopback, secrets });
  return { kind: 'failed', reason: failure.reason, message };
}
