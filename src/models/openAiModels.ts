import type { ModelReply } from '../auction/model';
import { systemClock } from '../base/clock';
import type { ClockPort } from '../base/clock';
import { NullLogger } from '../base/logger';
import type { LoggerPort } from '../base/logger';
import type { RandomPort } from '../base/random';
import { visibleText } from '../base/visibleText';
import { CallQueue } from './callQueue';
import type { Endpoint, KeyPort } from './endpoint';
import { failedReply } from './callContext';
import type { CallServices, ClientLimits, EndpointCall } from './callContext';
import { endpointCall } from './endpointCall';
import { parseEndpointUrl } from './endpointUrl';
import type { EndpointUrl } from './endpointUrl';
import { factsInMemory } from './modelFacts';
import type { FactsPort } from './modelFacts';
import type { ModelPort } from './modelPort';
import { RateGate } from './rateGate';
import { defaultRetryLimits } from './retryPolicy';
import type { OpenAiClass } from './streamAttempt';

/** What the client is made of. `limits` overrides single bounds; `random` spreads the retries. */
export interface OpenAiModelsOptions {
  readonly endpoints: readonly Endpoint[];
  readonly keys: KeyPort;
  readonly clock?: ClockPort;
  readonly log?: LoggerPort;
  readonly random?: RandomPort;
  readonly limits?: Partial<ClientLimits>;
  /** What is known of the models; default: only what this client learns. */
  readonly facts?: FactsPort;
}

/** One endpoint with its queue: its calls wait for each other, never for those of another endpoint. */
interface Lane {
  readonly endpoint: Endpoint;
  readonly url: EndpointUrl;
  readonly local: boolean;
  readonly queue: CallQueue;
  readonly gate: RateGate;
}

const defaultMaxBytes = 8 * 1024 * 1024;

/**
 * The client for every OpenAI-compatible server, on the `openai` package, which is loaded by the first call. Replies are
 * values in every case. Make a new client when the endpoints change; what it learned about the models is in `facts`.
 */
export function createOpenAiModels(options: OpenAiModelsOptions): ModelPort {
  const services = servicesOf(options);
  const lanes = new Map(options.endpoints.map((endpoint) => [endpoint.id, laneOf(endpoint, services.clock)]));
  return {
    complete: async (request, callOptions) => {
      const lane = lanes.get(request.bidder.endpointId);
      if (lane === undefined)
        return refused(`${request.bidder.name} belongs to no endpoint of gavel.endpoints. Choose another bidder.`);
      const { endpoint, local, url, queue, gate } = lane;
      if (url.kind === 'refused') return refused(`The endpoint ${endpoint.name} cannot be used. ${url.reason}`);
      const call = { endpoint, address: url, local, request, options: callOptions, gate, partialText: '' };
      return queued(call, queue, services);
    },
  };
}

function laneOf(endpoint: Endpoint, clock: ClockPort): Lane {
  const url = parseEndpointUrl(endpoint.baseUrl);
  const local = endpoint.local ?? (url.kind === 'ok' && url.loopback);
  const asked = Math.floor(endpoint.concurrency ?? NaN);
  const concurrency = asked >= 1 ? asked : local ? 1 : 4;
  return { endpoint, url, local, queue: new CallQueue({ concurrency, oneModel: local }), gate: new RateGate(clock) };
}

function servicesOf(options: OpenAiModelsOptions): CallServices {
  let openAi: Promise<OpenAiClass> | undefined;
  return {
    keys: options.keys,
    clock: options.clock ?? systemClock,
    log: options.log ?? NullLogger,
    random: options.random ?? { next: Math.random },
    limits: { ...defaultRetryLimits, maxBytes: defaultMaxBytes, ...options.limits },
    loadOpenAi: () => (openAi ??= import('openai/client').then((module) => module.OpenAI)),
    facts: options.facts ?? factsInMemory(),
    numCtx: new Map(),
  };
}

/** An abort answers at once, wherever the call is: in the queue, at the key store, on the wire. */
async function queued(call: EndpointCall, queue: CallQueue, services: CallServices): Promise<ModelReply> {
  const { signal } = call.options;
  const aborted = (): ModelReply => failedReply(call, { reason: 'aborted' });
  if (signal.aborted) return aborted();
  let onAbort = (): void => undefined;
  const abortion = new Promise<ModelReply>((resolve) => {
    onAbort = () => {
      resolve(aborted());
    };
    signal.addEventListener('abort', onAbort, { once: true });
  });
  const { modelId } = call.request.bidder;
  const answer = queue.run(modelId, signal, () => endpointCall(call, services), call.options.onQueue);
  try {
    const reply = await Promise.race([abortion, answer.catch((error: unknown) => broken(call, error, services))]);
    return reply ?? aborted();
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/** The key store or the package itself failed; the text is ours, because what they throw might quote a key. */
function broken(call: EndpointCall, error: unknown, services: CallServices): ModelReply {
  services.log.error(
    `A call to ${call.endpoint.name} could not begin (${error instanceof Error ? error.name : 'unknown'}).`,
  );
  return failedReply(call, { reason: 'missingKey' });
}

function refused(message: string): ModelReply {
  return { kind: 'failed', reason: 'refused', message: visibleText(message), partialText: '' };
}
