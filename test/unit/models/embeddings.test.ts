import assert from 'node:assert/strict';
import { createEmbeddings, type EmbeddingResult } from '../../../src/models/embeddings';
import type { Endpoint } from '../../../src/models/endpoint';
import { endpointOf, FakeKeys, testKey, useServers } from './callFixture';
import { answer, errorBody, type Step } from './faultServer';

const never = new AbortController().signal;

function failed(result: EmbeddingResult): Extract<EmbeddingResult, { kind: 'failed' }> {
  assert.ok(result.kind === 'failed');
  return result;
}

describe('models/embeddings', () => {
  const { serve } = useServers();
  const ask = async (step: Step, fields: Partial<Endpoint> = {}, signal = never, timeoutMs = 10_000) => {
    const server = await serve(step);
    const endpoint = endpointOf(server.baseUrl, fields);
    const port = createEmbeddings({
      endpoint,
      modelId: 'embed-small',
      keys: new FakeKeys(),
      timeoutMs,
      maxBytes: 100_000,
    });
    return { server, port, result: port.embed(['first', 'second'], signal) };
  };
  const vectors = (...entries: readonly unknown[]): Step =>
    answer(200, JSON.stringify({ object: 'list', data: entries, usage: { prompt_tokens: 7 } }));

  it('asks for floats with the key of the origin, and puts the vectors in the order of the texts', async () => {
    const { server, port, result } = await ask(
      vectors({ index: 1, embedding: [3, 4] }, { index: 0, embedding: [1, 2] }),
    );
    assert.deepEqual(await result, {
      kind: 'embedded',
      vectors: [Float32Array.from([1, 2]), Float32Array.from([3, 4])],
      inputTokens: 7,
    });
    const [request] = server.requests;
    assert.equal(request?.path, '/v1/embeddings');
    assert.deepEqual(request.body, { model: 'embed-small', input: ['first', 'second'], encoding_format: 'float' });
    assert.equal(request.headers.authorization, `Bearer ${testKey}`);
    assert.equal(request.headers['user-agent'], 'gavel');
    assert.equal(port.id, 'local/embed-small');
  });

  it('takes nothing that is not one sound vector for each text', async () => {
    const bad: readonly Step[] = [
      vectors({ index: 0, embedding: [1] }),
      vectors({ index: 0, embedding: [1] }, { index: 0, embedding: [2] }),
      vectors({ index: 0, embedding: [1] }, { index: 1, embedding: [1, 2] }),
      vectors({ index: 0, embedding: [] }, { index: 1, embedding: [] }),
      vectors({ index: 0, embedding: 'AACAPw==' }, { index: 1, embedding: 'AACAPw==' }),
      vectors({ index: 0, embedding: [null] }, { index: 1, embedding: [1] }),
      answer(200, '{"data":'),
      answer(200, '<html>hello</html>', { 'content-type': 'text/html' }),
    ];
    for (const step of bad) {
      const { reason, message } = failed(await (await ask(step)).result);
      assert.equal(reason, 'badAnswer');
      assert.match(message, /^Workbench \(model embed-small\) .*embeddings/u);
    }
  });

  it('tells failures apart in one sentence without the key', async () => {
    const cases: readonly (readonly [Step, string])[] = [
      [answer(401, errorBody(`Incorrect key ${testKey}`)), 'unauthorized'],
      [answer(501, errorBody('This server does not support embeddings.')), 'serverError'],
      [answer(404, errorBody('no such model')), 'notFound'],
      [answer(302, '', { location: 'http://127.0.0.1:9/' }), 'refused'],
      [answer(200, JSON.stringify({ data: 'x'.repeat(200_000) })), 'tooLarge'],
      [(response) => void response.destroy(), 'unreachable'],
    ];
    for (const [step, reason] of cases) {
      const { server, result } = await ask(step);
      const told = failed(await result);
      assert.equal(told.reason, reason);
      assert.ok(!told.message.includes(testKey));
      assert.equal(server.requests.length, 1, 'one try');
    }
  });

  it('ends at once when it is aborted and when its time is over', async () => {
    const silent: Step = () => undefined;
    const controller = new AbortController();
    const { server, result } = await ask(silent, {}, controller.signal);
    await server.arrived(1);
    controller.abort();
    assert.equal(failed(await result).reason, 'aborted');
    assert.equal(failed(await (await ask(silent, {}, never, 30)).result).reason, 'timedOut');
  });

  it('calls no address that may not be called', async () => {
    const { result } = await ask(vectors(), { baseUrl: 'http://169.254.169.254/v1' });
    assert.equal(failed(await result).reason, 'refused');
    assert.equal(failed(await (await ask(vectors(), { baseUrl: 'http://example.org/v1' })).result).reason, 'refused');
  });
});
