import type { Price } from '../auction/bidder';

/** One configured model of an endpoint. */
export interface EndpointModel {
  readonly id: string;
  readonly name?: string;
  readonly price?: Price;
  readonly contextTokens?: number;
}

/** Milliseconds; absent values take the defaults of the client. */
export interface EndpointTimeouts {
  readonly connectMs?: number;
  readonly firstTokenMs?: number;
  readonly idleMs?: number;
  readonly totalMs?: number;
}

/** One OpenAI-compatible server, as the user's own settings (never the workspace's) describe it. `baseUrl` ends before `/chat/completions`. */
export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Calls at once; default 1 for local servers, 4 for others. */
  readonly concurrency?: number;
  readonly timeouts?: EndpointTimeouts;
  /** Runs on this machine or network: longer first-token allowance, shadow price. Default: whether `baseUrl` is loopback. */
  readonly local?: boolean;
  readonly models: readonly EndpointModel[];
}

/** Keys are handed out per call for the origin they were entered for; `undefined` means none is stored for that origin. */
export interface KeyPort {
  keyFor(endpointId: string, origin: string): Promise<string | undefined>;
}
