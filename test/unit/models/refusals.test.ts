import assert from 'node:assert/strict';
import { ask, bidderOf, completed, failed, testKey, useServers } from './callFixture';
import { answer, errorBody, goodStream, openStream, sse, text } from './faultServer';

describe('models/openAiModels: what servers refuse', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { serve, setUp } = useServers();

  describe('refusals', () => {
    it('waits as long as Retry-After says and tries once more (case 1)', async () => {
      const waits: number[] = [];
      let skippedMs = 0;
      const clock = {
        nowMs: () => Date.now() + skippedMs,
        after: (delayMs: number, action: () => void) => {
          // The wait before a retry is the only timer of about two seconds: record it and skip it.
          const isWait = delayMs > 1900 && delayMs <= 2000;
          if (isWait) waits.push(delayMs);
          const skip = (): void => {
            if (isWait) skippedMs += delayMs;
            action();
          };
          const timer = setTimeout(skip, isWait ? 0 : delayMs);
          return () => clearTimeout(timer);
        },
      };
      const { server, models } = await setUp(
        [answer(429, errorBody('slow down'), { 'retry-after': '2' }), goodStream('ok')],
        {},
        { clock },
      );
      assert.equal(completed(await ask(models)).text, 'ok');
      assert.equal(waits.length, 1);
      assert.equal(server.requests.length, 2);
    });

    it('gives up with a reason when the server stays busy', async () => {
      const { server, models } = await setUp([answer(429, errorBody('busy'), { 'retry-after-ms': '1' })]);
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'rateLimited');
      assert.match(reply.message, /Workbench \(model small\).*“busy”/u);
      assert.equal(server.requests.length, 4);
    });

    it('repeats passing server errors, and stops (case 3)', async () => {
      const patient = await setUp([
        answer(500, ''),
        answer(502, '<html>bad gateway</html>'),
        answer(529, ''),
        goodStream('ok'),
      ]);
      assert.equal(completed(await ask(patient.models)).text, 'ok');
      const broken = await setUp([answer(503, '<html><b>down</b></html>', { 'content-type': 'text/html' })]);
      const reply = failed(await ask(broken.models));
      assert.equal(reply.reason, 'serverError');
      assert.match(reply.message, /\(HTTP 503\).*“down”/u);
      assert.equal(broken.server.requests.length, 4);
    });

    it('waits for a model that is still being loaded, longer than for other errors', async () => {
      const loading = answer(503, errorBody('Loading model', { type: 'unavailable_error', code: 503 }));
      const { models } = await setUp([loading, loading, loading, loading, loading, loading, goodStream('ok')]);
      assert.equal(completed(await ask(models)).text, 'ok');
    });

    for (const [status, reason] of [
      [400, 'refused'],
      [401, 'unauthorized'],
      [402, 'refused'],
      [403, 'unauthorized'],
      [404, 'notFound'],
    ] as const) {
      it(`does not repeat HTTP ${status}, and names endpoint and model but never the key (case 4)`, async () => {
        const { server, models } = await setUp([answer(status, errorBody(`no: ${testKey} \u202e${'x'.repeat(500)}`))]);
        const reply = failed(await ask(models));
        assert.equal(reply.reason, reason);
        assert.equal(server.requests.length, 1);
        assert.match(reply.message, /Workbench \(model small\)/u);
        assert.ok(!reply.message.includes(testKey));
        assert.match(reply.message, /•••/u);
        assert.match(reply.message, /⟨U\+202E⟩/u);
        assert.ok(reply.message.length < 600);
      });
    }

    it('says how to set the key again after HTTP 401 (case 4)', async () => {
      const { models } = await setUp([answer(401, errorBody('Invalid API Key'))]);
      assert.match(failed(await ask(models)).message, /“Gavel: Set API Key” to set it again for this endpoint/u);
    });

    for (const [name, status, body] of [
      [
        'llama-server',
        400,
        errorBody('request (22538 tokens) exceeds the available context size (2048 tokens)', {
          type: 'exceed_context_size_error',
        }),
      ],
      [
        'vLLM',
        400,
        errorBody(
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens; reduce max_tokens.",
        ),
      ],
      ['a code', 413, errorBody('too big', { code: 'context_length_exceeded' })],
      ['LM Studio', 400, '{"error":"Trying to keep the first 3000 tokens when context the overflows."}'],
      ['the flat shape', 400, '{"object":"error","message":"maximum context length is 10"}'],
    ] as const) {
      it(`knows a context overflow as ${name} tells it, and does not repeat it (case 31)`, async () => {
        const { server, models } = await setUp([answer(status, body)]);
        assert.equal(failed(await ask(models)).reason, 'contextOverflow');
        assert.equal(server.requests.length, 1);
      });
    }

    it('tells apart that tools are not supported', async () => {
      const tools = [{ name: 'read', description: '', parameters: {} }];
      for (const message of [
        'gemma:2b does not support tools',
        '"auto" tool choice requires --enable-auto-tool-choice',
      ]) {
        const { models } = await setUp([answer(400, errorBody(message))]);
        assert.equal(failed(await ask(models, { tools })).reason, 'toolsUnsupported');
        assert.equal(failed(await ask(models)).reason, 'refused');
      }
    });
  });

  describe('parameters a server refuses', () => {
    const logprobs = { logprobs: true } as const;

    it('asks again without log-probabilities, and remembers it for this model only (case 18)', async () => {
      const { server, models } = await setUp([answer(400, errorBody('logprobs is not supported')), goodStream('ok')]);
      completed(await ask(models, logprobs));
      completed(await ask(models, logprobs));
      completed(await ask(models, { ...logprobs, bidder: bidderOf('other') }));
      assert.deepEqual(
        server.requests.map(({ body }) => [body['model'], body['logprobs']]),
        [
          ['small', true],
          ['small', undefined],
          ['small', undefined],
          ['other', true],
        ],
      );
    });

    it('asks for five alternatives where twenty are too many, and for none after that (case 18)', async () => {
      const tooMany = answer(400, errorBody('top_logprobs must be between 0 and 5', { param: 'top_logprobs' }));
      const { server, models } = await setUp([tooMany, goodStream('ok')]);
      completed(await ask(models, logprobs));
      assert.deepEqual(
        server.requests.map(({ body }) => body['top_logprobs']),
        [20, 5],
      );
      const never = await setUp([tooMany, tooMany, goodStream('ok')]);
      completed(await ask(never.models, logprobs));
      assert.equal(never.server.requests[2]?.body['logprobs'], undefined);
    });

    it('switches the name of the token limit once, either way, and remembers it (case 19)', async () => {
      const use = answer(
        400,
        errorBody("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", { param: 'max_tokens' }),
      );
      const { server, models } = await setUp([use, goodStream('ok')]);
      completed(await ask(models));
      completed(await ask(models));
      assert.deepEqual(
        server.requests.map(({ body }) => [body['max_tokens'], body['max_completion_tokens']]),
        [
          [100, undefined],
          [undefined, 100],
          [undefined, 100],
        ],
      );
      const stubborn = await setUp([use]);
      assert.equal(failed(await ask(stubborn.models)).reason, 'refused');
      assert.equal(stubborn.server.requests.length, 2);
    });

    it('gives up schema, temperature and stream options one after the other', async () => {
      const { server, models } = await setUp([
        answer(400, '{"error":"\'response_format.type\' must be \'text\'"}'),
        answer(422, '{"detail":[{"loc":["body","stream_options"],"msg":"extra fields not permitted"}]}'),
        answer(
          400,
          errorBody("Unsupported value: 'temperature' does not support 0 with this model.", { param: 'temperature' }),
        ),
        goodStream('ok'),
      ]);
      completed(await ask(models, { temperature: 0, answerSchema: { name: 'a', schema: {} } }));
      assert.deepEqual(Object.keys(server.requests[3]?.body ?? {}), ['model', 'messages', 'stream', 'max_tokens']);
    });

    it('does not remember what did not help', async () => {
      const refused = answer(400, errorBody('bad temperature of your prompt'));
      const { server, models } = await setUp([refused, refused, goodStream('ok')]);
      assert.equal(failed(await ask(models, { temperature: 0 })).reason, 'refused');
      completed(await ask(models, { temperature: 0 }));
      assert.deepEqual(
        server.requests.map(({ body }) => body['temperature']),
        [0, undefined, 0],
      );
    });

    it('stops reading a server that ignores the limit (case 19)', async () => {
      const endless = openStream([], (response) => {
        const more = () => {
          while (!response.destroyed && response.write(sse(text('word '.repeat(20)))));
        };
        response.on('drain', more);
        more();
      });
      const { server, models } = await setUp([endless]);
      const reply = completed(await ask(models));
      assert.equal(reply.finishReason, 'length');
      assert.ok(reply.text.length > 800 && reply.text.length <= 1000);
      await server.requests[0]?.closed;
    });
  });

  describe('redirects', () => {
    for (const status of [302, 307, 308]) {
      it(`refuses HTTP ${status} to another and to the same origin; nothing reaches the target (case 65)`, async () => {
        const capture = await serve(goodStream('stolen'));
        for (const location of [`${capture.baseUrl}/chat/completions`, '/v1/elsewhere']) {
          const { server, models } = await setUp([answer(status, '', { location })]);
          const reply = failed(await ask(models));
          assert.equal(reply.reason, 'refused');
          assert.match(reply.message, /redirect, which Gavel does not follow/u);
          assert.equal(server.requests.length, 1);
        }
        assert.equal(capture.requests.length, 0);
      });
    }
  });
});
