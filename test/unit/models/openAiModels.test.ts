import assert from 'node:assert/strict';
import { ask, bidderOf, completed, endpointOf, FakeKeys, failed, modelsFor, testKey, useServers } from './callFixture';
import { delta, done, finish, goodStream, rawStream, sse } from './faultServer';
import type { Step } from './faultServer';

describe('models/openAiModels', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { setUp } = useServers();

  describe('a healthy server', () => {
    it('streams text, keeps usage and the name the server answered with', async () => {
      const { server, models } = await setUp([goodStream('Read, edit, check.')]);
      const heard: string[] = [];
      const reply = completed(
        await ask(models, { bidder: bidderOf('asked-for') }, { onText: (piece) => heard.push(piece) }),
      );
      assert.equal(reply.text, 'Read, edit, check.');
      assert.equal(heard.join(''), reply.text);
      assert.equal(reply.finishReason, 'stop');
      assert.deepEqual(reply.usage, { inputTokens: 10, outputTokens: 4 });
      assert.equal(reply.answeredBy, 'small');
      assert.equal(server.requests[0]?.path, '/v1/chat/completions');
    });

    it('always streams, asks for usage, and sends max_tokens', async () => {
      const { server, models } = await setUp([goodStream('x')]);
      await ask(models, { logprobs: true, temperature: 0, answerSchema: { name: 'plan', schema: { type: 'object' } } });
      assert.deepEqual(server.requests[0]?.body, {
        model: 'small',
        messages: [{ role: 'user', content: 'Plan.' }],
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: 100,
        temperature: 0,
        logprobs: true,
        top_logprobs: 20,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'plan', schema: { type: 'object' }, strict: true },
        },
      });
    });

    it('asks for neither log-probabilities nor a schema together with tools, and repairs broken calls in the history', async () => {
      const { server, models } = await setUp([goodStream('x')]);
      await ask(models, {
        logprobs: true,
        answerSchema: { name: 'plan', schema: {} },
        tools: [{ name: 'read', description: 'Reads.', parameters: { type: 'object' } }],
        messages: [
          { role: 'assistant', content: '', toolCalls: [{ id: 'a', name: 'read', argumentsText: '{"pa' }] },
          { role: 'tool', toolCallId: 'a', content: 'not JSON' },
        ],
      });
      const body = server.requests[0]?.body ?? {};
      assert.equal(body['logprobs'], undefined);
      assert.equal(body['response_format'], undefined);
      assert.deepEqual(body['messages'], [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'a', content: 'not JSON' },
      ]);
    });

    it('finds an answer under a schema that a server sends as reasoning, and takes no other reasoning for text', async () => {
      const answerSchema = { name: 'verdict', schema: { type: 'object' } };
      const reasoned = (reasoning: string) =>
        rawStream(sse(delta({ reasoning_content: reasoning })), sse(finish('stop')), done);
      for (const [thoughts, asked, expected] of [
        ['{"a":1}', { answerSchema }, '{"a":1}'],
        ['{"a":1}', {}, ''],
        ['Maybe {"a":1}', { answerSchema }, ''],
      ] as const) {
        const { models } = await setUp([reasoned(thoughts)]);
        const reply = completed(await ask(models, asked));
        assert.equal(reply.text, expected);
        assert.equal(reply.reasoning, expected === '' ? thoughts : '');
      }
    });

    it('sends nothing of the environment and only headers we know', async () => {
      const variables = {
        OPENAI_CUSTOM_HEADERS: 'x-evil: 1',
        OPENAI_ORG_ID: 'org',
        OPENAI_PROJECT_ID: 'p',
        OPENAI_ADMIN_KEY: 'admin',
        OPENAI_BASE_URL: 'http://127.0.0.1:9/',
      };
      Object.assign(process.env, variables);
      try {
        const { server, models } = await setUp([goodStream('x')], {
          headers: { 'X-Title': 'Gavel', Authorization: 'Bearer other' },
        });
        await ask(models);
        const headers = server.requests[0]?.headers ?? {};
        assert.equal(headers.authorization, `Bearer ${testKey}`);
        assert.equal(headers['x-title'], 'Gavel');
        const names = Object.keys(headers).filter((name) => /^(?:x-|openai)/u.test(name));
        assert.deepEqual(names, ['x-title']);
      } finally {
        for (const name of Object.keys(variables)) Reflect.deleteProperty(process.env, name);
      }
    });

    it('lets one call at a time through to a local endpoint, four elsewhere, and as many as the user says', async () => {
      let running = 0;
      let most = 0;
      const slow: Step = (response, request) => {
        running += 1;
        most = Math.max(most, running);
        setTimeout(() => {
          running -= 1;
          goodStream('x')(response, request);
        }, 15);
      };
      for (const [fields, expected] of [
        [{}, 1],
        [{ local: false }, 4],
        [{ concurrency: 2 }, 2],
        [{ concurrency: 0 }, 1],
      ] as const) {
        most = 0;
        const { models } = await setUp([slow], fields);
        await Promise.all(Array.from({ length: 6 }, () => ask(models)));
        assert.equal(most, expected);
      }
    });
  });

  describe('keys', () => {
    it('asks for the key of exactly this origin, for each call', async () => {
      const keys = new FakeKeys();
      const { server, models } = await setUp([goodStream('x')], {}, { keys });
      await ask(models);
      await ask(models);
      assert.deepEqual(keys.asked, [`local ${server.origin}`, `local ${server.origin}`]);
    });

    it('sends a placeholder to a loopback server that has no key', async () => {
      const { server, models } = await setUp(
        [goodStream('x')],
        {},
        { keys: { keyFor: () => Promise.resolve(undefined) } },
      );
      completed(await ask(models));
      assert.equal(server.requests[0]?.headers.authorization, 'Bearer no-key');
    });

    it('fails without a request when a hosted endpoint has no key', async () => {
      const models = modelsFor(endpointOf('https://models.example/v1'), {
        keys: { keyFor: () => Promise.resolve(undefined) },
      });
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'missingKey');
      assert.match(reply.message, /Workbench \(model small\).*“Gavel: Set API Key”/u);
    });

    it('turns a failing key store into a reply', async () => {
      const { models } = await setUp(
        [goodStream('x')],
        {},
        { keys: { keyFor: () => Promise.reject(new Error(testKey)) } },
      );
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'missingKey');
      assert.ok(!reply.message.includes(testKey));
    });

    it('does not send a key with characters no header can carry', async () => {
      const { server, models } = await setUp([goodStream('x')], {}, { keys: new FakeKeys('sk-“quoted”') });
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'unauthorized');
      assert.ok(!reply.message.includes('sk-'));
      assert.equal(server.requests.length, 0);
    });
  });

  describe('addresses', () => {
    it('calls no endpoint whose base URL is refused (case 66)', async () => {
      const models = modelsFor(endpointOf('http://models.example/v1'));
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'refused');
      assert.match(reply.message, /The endpoint Workbench cannot be used\. The base URL must begin with https/u);
    });

    it('says so when a bidder belongs to no endpoint', async () => {
      const { models } = await setUp([goodStream('x')]);
      const reply = failed(await ask(models, { bidder: { ...bidderOf(), endpointId: 'gone' } }));
      assert.equal(reply.reason, 'refused');
    });
  });
});
