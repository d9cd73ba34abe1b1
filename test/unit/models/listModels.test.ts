import assert from 'node:assert/strict';
import { listModels } from '../../../src/models/listModels';
import type { Listing } from '../../../src/models/listModels';
import { capabilitiesOf, factsInMemory } from '../../../src/models/modelFacts';
import { readModelList } from '../../../src/models/modelList';
import { endpointOf, FakeKeys, testKey, useServers } from './callFixture';
import { answer, errorBody } from './faultServer';
import type { Step } from './faultServer';
import { llamaServer, ollama, routes } from './routes';

describe('models/listModels', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { serve } = useServers();
  const signal = new AbortController().signal;

  async function listed(...steps: readonly Step[]): Promise<Listing> {
    const server = await serve(...steps);
    return listModels(endpointOf(server.baseUrl), { keys: new FakeKeys(), signal });
  }

  it('reads llama-server: the slot’s context, the size, and what the template can', async () => {
    assert.deepEqual(await listed(routes(llamaServer)), {
      kind: 'listed',
      server: 'llamaCpp',
      models: [
        {
          id: 'tiny',
          contextTokens: 4096,
          maxContextTokens: 8192,
          parametersBillions: 7.62,
          capabilities: { logprobs: true, jsonSchema: true, nativeTools: true, reasons: true },
        },
      ],
    });
  });

  it('reads llama-server as a router, whose models have no facts before they are loaded', async () => {
    const data = ['a', 'b'].map((id) => ({ id, owned_by: 'llamacpp', status: { value: 'unloaded', args: [] } }));
    const listing = await listed(routes({ 'GET /v1/models': { data } }));
    assert.deepEqual(listing, { kind: 'listed', server: 'llamaCpp', models: [{ id: 'a' }, { id: 'b' }] });
  });

  it('reads Ollama: the loaded context, else the model file’s, the trained one, and no embedding models', async () => {
    assert.deepEqual(await listed(routes(ollama)), {
      kind: 'listed',
      server: 'ollama',
      models: [
        {
          id: 'qwen3:4b',
          contextTokens: 8192,
          maxContextTokens: 40960,
          parametersBillions: 4.02,
          capabilities: { jsonSchema: true, nativeTools: true, reasons: true },
        },
        {
          id: 'gemma3:1b',
          contextTokens: 16384,
          maxContextTokens: 32768,
          parametersBillions: 0.99989,
          capabilities: { jsonSchema: true, nativeTools: false, reasons: false },
        },
      ],
    });
  });

  it('reads LM Studio by its own list', async () => {
    const own = [
      {
        id: 'qwen2.5-7b',
        type: 'llm',
        max_context_length: 32768,
        loaded_context_length: 4096,
        capabilities: ['tool_use'],
      },
      { id: 'nomic-embed', type: 'embeddings', max_context_length: 2048 },
    ];
    const listing = await listed(
      routes({ 'GET /v1/models': { data: [{ id: 'qwen2.5-7b' }] }, 'GET /api/v0/models': { data: own } }),
    );
    assert.deepEqual(listing, {
      kind: 'listed',
      server: 'lmStudio',
      models: [{ id: 'qwen2.5-7b', contextTokens: 4096, maxContextTokens: 32768, capabilities: { nativeTools: true } }],
    });
  });

  it('reads vLLM’s max_model_len', () => {
    const list = readModelList({ data: [{ id: 'm', owned_by: 'vllm', max_model_len: 16384 }] });
    assert.deepEqual(list, { server: 'vllm', models: [{ id: 'm', contextTokens: 16384 }] });
  });

  it('reads OpenRouter’s prices and parameters; a price that varies is unknown', () => {
    const fixed = { prompt: '0.00000025', completion: '0.000002', input_cache_read: '0.000000025' };
    const list = readModelList({
      data: [
        {
          id: 'openai/gpt-5-mini',
          context_length: 400000,
          pricing: fixed,
          top_provider: { context_length: 272000, max_completion_tokens: 128000 },
          supported_parameters: ['tools', 'structured_outputs', 'reasoning'],
        },
        { id: 'openrouter/auto', pricing: { prompt: '-1', completion: '-1' } },
        { id: 'openai/text-embedding-3-small', pricing: fixed },
      ],
    });
    assert.deepEqual(list, {
      server: 'openRouter',
      models: [
        {
          id: 'openai/gpt-5-mini',
          contextTokens: 272000,
          maxOutputTokens: 128000,
          price: { input: 0.25, output: 2, cachedInput: 0.025 },
          capabilities: { logprobs: false, jsonSchema: true, nativeTools: true, reasons: true },
        },
        { id: 'openrouter/auto' },
      ],
    });
  });

  it('keeps what it learned, by base URL and model', async () => {
    const server = await serve(routes(llamaServer));
    const facts = factsInMemory();
    await listModels(endpointOf(server.baseUrl), { keys: new FakeKeys(), signal, facts });
    const known = facts.get(server.baseUrl, 'tiny');
    assert.equal(known?.server, 'llamaCpp');
    assert.match(known.listedOn ?? '', /^\d{4}-\d{2}-\d{2}$/u);
    assert.equal(facts.get('http://127.0.0.1:1/v1', 'tiny'), undefined);
  });

  for (const [name, step, reason, message] of [
    ['a wrong key', answer(401, errorBody(`no: ${testKey}`)), 'unauthorized', /refused the key.*•••/u],
    ['a web page', answer(200, '<html>', { 'content-type': 'text/html' }), 'badAnswer', /not a list of models/u],
    ['another document', answer(200, '{"hello":1}'), 'badAnswer', /not a list of models.*\/v1\)/u],
    ['a redirect', answer(302, '', { location: '/elsewhere' }), 'refused', /redirect/u],
    ['a missing path', answer(404, '{"error":"File Not Found"}'), 'notFound', /was not found/u],
  ] as const) {
    it(`says what ${name} means`, async () => {
      const listing = await listed(step);
      assert.ok(listing.kind === 'failed');
      assert.equal(listing.reason, reason);
      assert.match(listing.message, message);
      assert.ok(!listing.message.includes(testKey));
    });
  }

  it('gives up on a server that never answers', async () => {
    const server = await serve(() => undefined);
    const listing = await listModels(endpointOf(server.baseUrl), { keys: new FakeKeys(), signal, timeoutMs: 30 });
    assert.ok(listing.kind === 'failed' && listing.reason === 'timedOut');
    await server.requests[0]?.closed;
  });
});

describe('models/modelFacts', () => {
  it('believes what was seen before what is listed, and that before the name', () => {
    const listed = { capabilities: { reasons: false, nativeTools: true } };
    assert.equal(capabilitiesOf(undefined, 'qwen3:4b').reasons, true);
    assert.equal(capabilitiesOf({ listed }, 'qwen3:4b').reasons, false);
    assert.equal(capabilitiesOf({ listed, seen: { reasons: true } }, 'qwen3:4b').reasons, true);
    assert.equal(capabilitiesOf({ listed, seen: { nativeTools: false } }, 'm').nativeTools, false);
  });

  for (const [modelId, expected] of [
    ['deepseek-r1:8b', true],
    ['openai/gpt-5-mini', true],
    ['gpt-oss:20b', true],
    ['o3', true],
    ['qwen3-coder:30b', 'unknown'],
    ['qwen3-4b-instruct-2507', 'unknown'],
    ['llama3.2:3b', 'unknown'],
    ['gpt-4o', 'unknown'],
  ] as const) {
    it(`guesses from its name whether ${modelId} reasons`, () => {
      assert.equal(capabilitiesOf(undefined, modelId).reasons, expected);
    });
  }
});
