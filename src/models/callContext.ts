import type { ModelReply } from '../auction/model';
import type { ClockPort } from '../base/clock';
import type { LoggerPort } from '../base/logger';
import type { RandomPort } from '../base/random';
import type { Endpoint, KeyPort } from './endpoint';
import type { EndpointAddress } from './endpointUrl';
import type { Failure } from './failure';
import { failureText } from './failureText';
import type { FactsPort } from './modelFacts';
import type { CallOptions, ModelRequest } from './modelPort';
import type { RateGate } from './rateGate';
import type { RetryLimits } from './retryPolicy';
import type { OpenAiClass } from './streamAttempt';

/** Bounds of one call that are ours and not the endpoint's. */
export interface ClientLimits extends RetryLimits {
  /** Decoded bytes of one response. */
  readonly maxBytes: number;
}

/** What all calls of one client share. */
export interface CallServices {
  readonly keys: KeyPort;
  readonly clock: ClockPort;
  readonly log: LoggerPort;
  readonly random: RandomPort;
  readonly limits: ClientLimits;
  readonly loadOpenAi: () => Promise<OpenAiClass>;
  /** What each endpoint and model was found to be and to take. */
  readonly facts: FactsPort;
  /** The context, in tokens, that Ollama's models were last given, by base URL and model. */
  readonly numCtx: Map<string, number>;
}

/** One call that has left the queue. `partialText` follows the visible text, so that an abort can still show it. */
export interface EndpointCall {
  readonly endpoint: Endpoint;
  readonly address: EndpointAddress;
  readonly local: boolean;
  readonly request: ModelRequest;
  readonly options: CallOptions;
  readonly gate: RateGate;
  partialText: string;
}

/** A server without authentication still gets a header, because the SDK insists on a key. */
export const placeholderKey = 'no-key';
/** Puts a failure of this call into a reply; `key` is kept out of the text. */
export function failedReply(call: EndpointCall, failure: Failure, key?: string): ModelReply {
  const { endpoint, address, request } = call;
  const headerValues = Object.values(endpoint.headers ?? {}).filter((value) => value.length >= 8);
  const message = failureText(failure, {
    endpointName: endpoint.name,
    modelId: request.bidder.modelId,
    origin: address.origin,
    loopback: address.loopback,
    secrets: [...(key === undefined || key === placeholderKey ? [] : [key]), ...headerValues],
  });
  return { kind: 'failed', reason: failure.reason, message, partialText: call.partialText };
}
