import type { ModelReply } from '../../../src/auction/model';
import type { Bidder } from '../../../src/auction/bidder';
import { unknownCapabilities } from '../../../src/auction/bidder';
import type { Endpoint, KeyPort } from '../../../src/models/endpoint';
import type { CallOptions, ModelPort, ModelRequest } from '../../../src/models/modelPort';
import { startFaultServer } from './faultServer';
import type { FaultServer, Step } from './faultServer';
import { createOpenAiModels } from '../../../src/models/openAiModels';
import type { OpenAiModelsOptions } from '../../../src/models/openAiModels';

export const testKey = 'sk-canary-0123456789';

export function bidderOf(modelId = 'small'): Bidder {
  return {
    id: `local/${modelId}`,
    name: modelId,
    endpointId: 'local',
    modelId,
    priceSource: 'unknown',
    capabilities: unknownCapabilities,
  };
}

export function endpointOf(baseUrl: string, fields: Partial<Endpoint> = {}): Endpoint {
  return { id: 'local', name: 'Workbench', baseUrl, models: [{ id: 'small' }], ...fields };
}

export function requestOf(fields: Partial<ModelRequest> = {}): ModelRequest {
  return {
    bidder: bidderOf(),
    purpose: 'bid',
    messages: [{ role: 'user', content: 'Plan.' }],
    maxTokens: 100,
    ...fields,
  };
}

/** Hands out the same key for every origin and remembers who asked. */
export class FakeKeys implements KeyPort {
  readonly asked: string[] = [];

  constructor(private readonly key = testKey) {}

  keyFor(endpointId: string, origin: string): Promise<string | undefined> {
    this.asked.push(`${endpointId} ${origin}`);
    return Promise.resolve(this.key);
  }
}

/** A client with waits of milliseconds, so that tests wait for events and not for clocks. */
export function modelsFor(endpoint: Endpoint, options: Partial<OpenAiModelsOptions> = {}): ModelPort {
  return createOpenAiModels({
    endpoints: [endpoint],
    keys: new FakeKeys(),
    ...options,
    limits: { baseWaitMs: 2, ...options.limits },
  });
}

export function ask(
  models: ModelPort,
  request: Partial<ModelRequest> = {},
  options: Partial<CallOptions> = {},
): Promise<ModelReply> {
  return models.complete(requestOf(request), { signal: new AbortController().signal, ...options });
}

export function completed(reply: ModelReply): Extract<ModelReply, { kind: 'complete' }> {
  if (reply.kind !== 'complete') throw new Error(`Expected an answer, got ${reply.reason}: ${reply.message}`);
  return reply;
}

export function failed(reply: ModelReply): Extract<ModelReply, { kind: 'failed' }> {
  if (reply.kind !== 'failed') throw new Error(`Expected a failure, got the answer “${reply.text}”`);
  return reply;
}

interface Workbench {
  readonly server: FaultServer;
  readonly models: ModelPort;
}

/** Servers for the tests of one `describe`, closed after each test. */
export function useServers(): {
  readonly serve: (...steps: readonly Step[]) => Promise<FaultServer>;
  readonly setUp: (
    steps: readonly Step[],
    fields?: Partial<Endpoint>,
    options?: Partial<OpenAiModelsOptions>,
  ) => Promise<Workbench>;
} {
  const servers: FaultServer[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });
  const serve = async (...steps: readonly Step[]) => {
    const server = await startFaultServer(...steps);
    servers.push(server);
    return server;
  };
  return {
    serve,
    setUp: async (steps, fields, options) => {
      const server = await serve(...steps);
      return { server, models: modelsFor(endpointOf(server.baseUrl, fields), options) };
    },
  };
}
