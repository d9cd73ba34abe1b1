import assert from 'node:assert/strict';
import { factsInMemory } from '../../../src/models/modelFacts';
import type { FactsPort } from '../../../src/models/modelFacts';
import { promptWasCut } from '../../../src/models/promptTokens';
import { ask, completed, endpointOf, failed, modelsFor, requestOf, useServers } from './callFixture';
import { answer, finish, goodStream, rawStream, sse, text } from './faultServer';
import type { FaultServer, Step } from './faultServer';
import { routes } from './routes';

const long = 'The quick brown fox jumps over the lazy dog. '.repeat(500);
const messages = (content: string) => [{ role: 'user' as const, content }];

function factsOf(server: FaultServer, listed: { contextTokens: number; maxContextTokens?: number }): FactsPort {
  const facts = factsInMemory();
  facts.add(server.baseUrl, 'small', { server: 'ollama', listed, listedOn: '2026-01-01' });
  return facts;
}

function lines(...objects: readonly unknown[]): Step {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const object of objects) response.write(`${JSON.stringify(object)}\n`);
    response.end();
  };
}

const said = (message: object, more: object = {}) => ({ model: 'small', message, done: false, ...more });
const end = { done: true, done_reason: 'stop', prompt_eval_count: 5500, eval_count: 3, message: { content: '' } };

describe('models/openAiModels: Ollama', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { serve } = useServers();

  it('takes /v1 as long as the context is large enough', async () => {
    const server = await serve(routes({ 'POST /v1/chat/completions': goodStream('ok') }));
    const facts = factsOf(server, { contextTokens: 4096, maxContextTokens: 40960 });
    completed(await ask(modelsFor(endpointOf(server.baseUrl), { facts })));
    assert.equal(server.requests[0]?.path, '/v1/chat/completions');
  });

  it('takes /api/chat with a fitting num_ctx for more, and stays there so that the model is not loaded anew', async () => {
    const native = lines(
      said({ content: '', thinking: 'Hm.' }),
      said({ content: 'Plan' }, { logprobs: [{ token: 'Plan', logprob: -0.5, top_logprobs: [] }] }),
      end,
    );
    const server = await serve(routes({ 'POST /api/chat': native }));
    const models = modelsFor(endpointOf(server.baseUrl), {
      facts: factsOf(server, { contextTokens: 4096, maxContextTokens: 40960 }),
    });
    const heard: string[] = [];
    const answerSchema = { name: 'a', schema: { type: 'object' } };
    const options = { onText: (piece: string) => heard.push(piece) };
    const reply = completed(await ask(models, { messages: messages(long), logprobs: true, answerSchema }, options));
    assert.deepEqual(
      [reply.text, reply.reasoning, reply.finishReason, reply.logprobs?.length, heard.join('')],
      ['Plan', 'Hm.', 'stop', 1, 'Plan'],
    );
    assert.deepEqual(reply.usage, { inputTokens: 5500, outputTokens: 3 });
    const { body } = server.requests[0] ?? {};
    assert.deepEqual(
      { ...body, messages: undefined },
      {
        model: 'small',
        messages: undefined,
        stream: true,
        format: { type: 'object' },
        logprobs: true,
        top_logprobs: 20,
        options: { num_ctx: 8192, num_predict: 100 },
      },
    );
    await ask(models);
    assert.equal(server.requests[1]?.path, '/api/chat');
    assert.equal((server.requests[1].body['options'] as { num_ctx: number }).num_ctx, 8192);
  });

  it('puts tool calls together, with arguments as objects both ways', async () => {
    const call = { function: { name: 'read', arguments: { path: 'a' } } };
    const server = await serve(
      routes({ 'POST /api/chat': lines(said({ content: '', tool_calls: [call] }), said({ tool_calls: [call] }), end) }),
    );
    const facts = factsOf(server, { contextTokens: 100, maxContextTokens: 40960 });
    const reply = completed(
      await ask(modelsFor(endpointOf(server.baseUrl), { facts }), {
        tools: [{ name: 'read', description: '', parameters: {} }],
        messages: [
          ...messages('x'),
          { role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'read', argumentsText: '{"path":"b"}' }] },
          { role: 'tool', toolCallId: 'a', content: 'text' },
        ],
      }),
    );
    assert.equal(reply.finishReason, 'toolCalls');
    assert.deepEqual(
      reply.toolCalls.map(({ name, argumentsText }) => [name, argumentsText]),
      [
        ['read', '{"path":"a"}'],
        ['read', '{"path":"a"}'],
      ],
    );
    assert.deepEqual(server.requests[0]?.body['messages'], [
      { role: 'user', content: 'x' },
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'read', arguments: { path: 'b' } } }] },
      { role: 'tool', content: 'text' },
    ]);
  });

  it('sends nothing that can never fit, and says how much was too much', async () => {
    const server = await serve(goodStream('ok'));
    const facts = factsOf(server, { contextTokens: 4096, maxContextTokens: 4096 });
    const reply = failed(await ask(modelsFor(endpointOf(server.baseUrl), { facts }), { messages: messages(long) }));
    assert.equal(reply.reason, 'contextOverflow');
    assert.match(
      reply.message,
      /longer than the context of Workbench \(model small\) \(about \d{4} tokens; 4096 fit\)/u,
    );
    assert.equal(server.requests.length, 0);
  });

  for (const [name, step, reason] of [
    ['an error line', lines(said({ content: 'half' }), { error: 'boom' }), 'serverError'],
    ['an end without done', lines(said({ content: 'half' })), 'cutOff'],
    ['a line that is not JSON', rawStream('{"message":{"content":"half"}}\n{bad\n'), 'badAnswer'],
    ['HTTP 400', answer(400, '{"error":"boom"}'), 'refused'],
  ] as const) {
    it(`fails on ${name}`, async () => {
      const server = await serve(step);
      const facts = factsOf(server, { contextTokens: 50, maxContextTokens: 4096 });
      assert.equal(failed(await ask(modelsFor(endpointOf(server.baseUrl), { facts }))).reason, reason);
    });
  }

  it('does not count an answer to a prompt that was cut (case 31)', async () => {
    const usage = { choices: [], usage: { prompt_tokens: 2000, completion_tokens: 4 } };
    const server = await serve(rawStream(sse(text('Plan')), sse(finish('stop')), sse(usage)));
    const reply = failed(await ask(modelsFor(endpointOf(server.baseUrl)), { messages: messages(long) }));
    assert.equal(reply.reason, 'contextOverflow');
    assert.match(reply.message, /Workbench \(model small\) did not read the whole prompt \(it counted 2000 tokens\)/u);
    assert.equal(reply.partialText, 'Plan');
    assert.ok(!('toolCalls' in reply));
  });

  it('takes a full window for a cut prompt, and other ways of counting for none', () => {
    const request = requestOf({ messages: messages(long) });
    assert.equal(promptWasCut(request, 4095, 4096), true);
    assert.equal(promptWasCut(request, 4095, 8192), false);
    assert.equal(promptWasCut(request, 3500, undefined), false);
    assert.equal(promptWasCut(requestOf({ messages: messages('Привет, мир. '.repeat(300)) }), 900, 8192), false);
    assert.equal(promptWasCut(requestOf(), 1, undefined), false);
  });
});

describe('models/openAiModels: an answer that does not fit beside its prompt', function () {
  this.timeout(20_000);
  const { serve } = useServers();

  it('asks once more for as much as there is room for (case 31)', async () => {
    const refusal =
      "This model's maximum context length is 4096 tokens. However, you requested 9000 tokens (3000 in the messages, 6000 in the completion).";
    const server = await serve(answer(400, JSON.stringify({ error: { message: refusal } })), goodStream('ok'));
    assert.equal(completed(await ask(modelsFor(endpointOf(server.baseUrl)), { maxTokens: 6000 })).text, 'ok');
    assert.deepEqual(
      server.requests.map(({ body }) => body['max_tokens']),
      [6000, 1080],
    );
  });
});
