import assert from 'node:assert/strict';
import fs from 'node:fs';
import { alignLogprobs } from '../../../src/auction/bid';
import { listModels } from '../../../src/models/listModels';
import { ask, bidderOf, completed, endpointOf, failed, FakeKeys, useServers } from './callFixture';
import { answer, delta, done, finish, rawStream, sse, text, usage } from './faultServer';
import type { Step } from './faultServer';
import { routes } from './routes';

/** What llama-server 0.7.0 sent to this client, byte for byte: its status, its type, and after an empty line its body. */
function recorded(name: string): Step {
  const [head = '', ...rest] = fs.readFileSync(`test/fixtures/llamaServer/${name}.txt`, 'utf8').split('\n\n');
  const found = /^HTTP (\d+)\ncontent-type: (.*)$/u.exec(head);
  assert.ok(found !== null);
  return answer(Number(found[1]), rest.join('\n\n'), { 'content-type': found[2] ?? '' });
}

const bidder = bidderOf('tiny');
const tools = [{ name: 'read_file', description: 'Reads.', parameters: { type: 'object' } }];
const signal = new AbortController().signal;

/** The same against the program itself is in `test/real`. */
describe('models: what a real llama-server sent', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { serve, setUp } = useServers();

  it('lists its model from both of its lists, with the context of a slot', async () => {
    const server = await serve(routes({ 'GET /v1/models': recorded('models'), 'GET /props': recorded('props') }));
    assert.deepEqual(await listModels(endpointOf(server.baseUrl), { keys: new FakeKeys(), signal }), {
      kind: 'listed',
      server: 'llamaCpp',
      models: [
        {
          id: 'tiny',
          contextTokens: 4096,
          maxContextTokens: 8192,
          parametersBillions: 0.000158,
          capabilities: { logprobs: true, jsonSchema: true, nativeTools: true, reasons: false },
        },
      ],
    });
  });

  it('takes the context of a router’s unloaded model for what it was trained with, not for what it will get', async () => {
    const server = await serve(
      routes({ 'GET /v1/models': recorded('router-models'), 'GET /props': recorded('router-props') }),
    );
    assert.deepEqual(await listModels(endpointOf(server.baseUrl), { keys: new FakeKeys(), signal }), {
      kind: 'listed',
      server: 'llamaCpp',
      models: [
        { id: 'alpha-1b', maxContextTokens: 8192 },
        { id: 'beta-2b', maxContextTokens: 8192 },
      ],
    });
  });

  it('reads a stream whose first delta is null and whose usage comes without choices', async () => {
    const { models } = await setUp([recorded('cut-by-limit')]);
    const pieces: string[] = [];
    const reply = completed(await ask(models, { bidder }, { onText: (piece) => pieces.push(piece) }));
    assert.deepEqual(pieces, [']', ' value', ' close', '"', '"', '"']);
    assert.equal(reply.text, '] value close"""');
    assert.equal(reply.finishReason, 'length');
    assert.deepEqual(reply.usage, { inputTokens: 22, outputTokens: 6, cachedInputTokens: 21 });
    assert.equal(reply.answeredBy, undefined);
  });

  it('aligns its log-probabilities with the text, although a token has no entry', async () => {
    const { server, models } = await setUp([recorded('logprobs')]);
    const reply = completed(await ask(models, { bidder, logprobs: true }));
    assert.equal(server.requests[0]?.body['top_logprobs'], 20);
    const aligned = alignLogprobs(reply.text, reply.logprobs);
    assert.deepEqual(
      aligned?.map(({ token, top }) => [token, top.length]),
      [
        [' bid', 20],
        [' line', 20],
        [',', 20],
      ],
    );
    assert.equal(reply.usage?.outputTokens, 4);
  });

  it('keeps the whole calls of an answer that the limit ended, and drops the one it cut', async () => {
    const { server, models } = await setUp([recorded('tools')]);
    const reply = completed(
      await ask(models, { bidder, tools, logprobs: true, answerSchema: { name: 'a', schema: {} } }),
    );
    assert.equal(reply.finishReason, 'length');
    assert.equal(reply.text, 'tool]]');
    assert.deepEqual(
      reply.toolCalls.map(({ name, argumentsText }) => [name, JSON.parse(argumentsText) as unknown]),
      [
        ['read_file', { path: '<tool_call>u', lines: 5 }],
        ['read_file', { path: '<tool_call>]', lines: 7 }],
      ],
    );
    // Together with tools, the first is an error there and the second makes it ignore them.
    for (const field of ['logprobs', 'top_logprobs', 'response_format'])
      assert.equal(server.requests[0]?.body[field], undefined);
  });

  for (const [name, reason, message] of [
    ['overflow', 'contextOverflow', /longer than the context of .*HTTP 400.*“request \(6018 tokens\) exceeds/u],
    ['wrong-key', 'unauthorized', /refused the key \(HTTP 401\).*“Invalid API Key”/u],
    ['router-unknown-model', 'notFound', /was not found .*Check the model's name.*“model 'nope' not found”/u],
    ['shared-context-full', 'contextOverflow', /ran out of context while it answered\. .*“Context size has been/u],
  ] as const) {
    it(`tells ${name} as ${reason}, and does not ask again`, async () => {
      const { server, models } = await setUp([recorded(name)]);
      const reply = failed(await ask(models, { bidder }));
      assert.equal(reply.reason, reason);
      assert.match(reply.message, message);
      assert.equal(server.requests.length, 1);
    });
  }

  it('asks without log-probabilities after its refusal of them', async () => {
    const { server, models } = await setUp([recorded('tools-with-logprobs'), recorded('cut-by-limit')]);
    completed(await ask(models, { bidder, logprobs: true }));
    assert.deepEqual(
      server.requests.map(({ body }) => body['logprobs']),
      [true, undefined],
    );
  });

  it('asks without a schema of which it can make no grammar, and remembers that', async () => {
    const refusal = answer(
      400,
      '{"error":{"code":400,"message":"Failed to initialize samplers: std::exception","type":"invalid_request_error"}}',
    );
    const { server, models } = await setUp([refusal, recorded('cut-by-limit')]);
    const request = { bidder, answerSchema: { name: 'verdict', schema: { type: 'object' } } };
    completed(await ask(models, request));
    completed(await ask(models, request));
    assert.deepEqual(
      server.requests.map(({ body }) => body['response_format'] !== undefined),
      [true, false, false],
    );
  });

  it('repeats an error of its own for a while, and then says what it said', async () => {
    const { server, models } = await setUp([recorded('image')]);
    const reply = failed(await ask(models, { bidder }));
    assert.equal(reply.reason, 'serverError');
    assert.match(reply.message, /\(HTTP 500\).*“image input is not supported/u);
    assert.equal(server.requests.length, 4);
  });

  it('survives pings, progress, merged and impossible tokens', async () => {
    const entry = (token: string, bytes: readonly number[], logprob: number): unknown => ({
      id: 1,
      token,
      bytes,
      logprob,
      top_logprobs: [{ id: 1, token, bytes, logprob }],
    });
    const { models } = await setUp([
      rawStream(
        ':\n\n',
        sse(delta({ role: 'assistant', content: null }, { finish_reason: null })),
        sse({ choices: [], prompt_progress: { total: 9, cache: 0, processed: 4, time_ms: 1 } }),
        ':\n\n',
        sse(delta({ content: 'Go ' }, { logprobs: { content: [entry('Go ', [71, 111, 32], -0.5)] } })),
        sse(delta({ content: '🎉' }, { logprobs: { content: [entry('🎉', [240, 159, 142, 137], -3.4028e38)] } })),
        sse(delta({}, { logprobs: { content: [entry('', [], -0.1)] } })),
        sse(finish('stop')),
        sse(usage),
        done,
      ),
    ]);
    const reply = completed(await ask(models, { bidder, logprobs: true }));
    assert.equal(reply.text, 'Go 🎉');
    assert.deepEqual(
      alignLogprobs(reply.text, reply.logprobs)?.map(({ token, logprob }) => [token, logprob]),
      [
        ['Go ', -0.5],
        ['🎉', -9999],
        ['', -0.1],
      ],
    );
  });

  it('waits while it loads the model', async () => {
    const loading = answer(503, '{"error":{"message":"Loading model","type":"unavailable_error","code":503}}');
    const { server, models } = await setUp([loading, rawStream(sse(text('ok')), sse(finish('stop')), done)]);
    assert.equal(completed(await ask(models, { bidder })).text, 'ok');
    assert.equal(server.requests.length, 2);
  });
});
