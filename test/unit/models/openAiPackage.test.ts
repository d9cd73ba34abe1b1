import assert from 'node:assert/strict';
import OpenAI from 'openai';
import { answer, done, errorBody, finish, openStream, rawStream, sse, startFaultServer, text } from './faultServer';
import type { Step } from './faultServer';

interface Seen {
  readonly chunks: unknown[];
  readonly error: unknown;
  readonly hits: number;
}

/** What a plain user of the package sees. */
async function seen(
  step: Step,
  onChunk: (controller: AbortController) => void = () => undefined,
  maxRetries = 0,
): Promise<Seen> {
  const server = await startFaultServer(step);
  const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries, logLevel: 'off' });
  const controller = new AbortController();
  const chunks: unknown[] = [];
  let error: unknown;
  try {
    const stream = await client.chat.completions.create(
      { model: 'm', messages: [], stream: true },
      { signal: controller.signal },
    );
    for await (const chunk of stream) {
      chunks.push(chunk);
      onChunk(controller);
    }
  } catch (thrown) {
    error = thrown;
  }
  await server.close();
  return { chunks, error, hits: server.requests.length };
}

/** The reasons for the guards of this room. A newer package that fails one of these may need one guard less, or another. */
describe('models: traps of the openai package', function () {
  this.timeout(20_000);

  it('ends a stream without an exception when it is aborted', async () => {
    const { chunks, error } = await seen(openStream([sse(text('half'))]), (controller) => controller.abort());
    assert.equal(chunks.length, 1);
    assert.equal(error, undefined);
  });

  it('ends a stream without an exception when no finish reason ever came', async () => {
    for (const end of ['', done]) assert.equal((await seen(rawStream(sse(text('half')), end))).error, undefined);
  });

  it('shows a JSON or HTML body at HTTP 200 as an empty stream', async () => {
    for (const type of ['application/json', 'text/html']) {
      const { chunks, error } = await seen(answer(200, errorBody('boom'), { 'content-type': type }));
      assert.deepEqual([chunks, error], [[], undefined]);
    }
  });

  it('passes the flat error on as a chunk without choices', async () => {
    const { chunks, error } = await seen(rawStream(sse({ object: 'error', message: 'boom' })));
    assert.deepEqual(chunks, [{ object: 'error', message: 'boom' }]);
    assert.equal(error, undefined);
  });

  it('throws error events without a status', async () => {
    for (const event of [
      sse({ error: { message: 'boom' } }),
      sse({ error: 'boom' }),
      `event: error\n${sse({ message: 'boom' })}`,
    ]) {
      const { error } = await seen(rawStream(event));
      assert.ok(error instanceof OpenAI.APIError && error.status === undefined);
    }
  });

  it('throws a plain TypeError when the server dies, and a plain SyntaxError for broken JSON', async () => {
    const dying = await seen(openStream([sse(text('half'))], (response) => setTimeout(() => response.destroy(), 10)));
    assert.ok(dying.error instanceof TypeError);
    const broken = await seen(rawStream('data: {bad\n\n'));
    assert.ok(broken.error instanceof SyntaxError);
  });

  it('repeats server errors twice unless told not to', async () => {
    assert.equal((await seen(answer(500, '', { 'retry-after-ms': '1' }), undefined, 2)).hits, 3);
    assert.equal((await seen(answer(500, ''))).hits, 1);
  });

  it('keeps the message of a flat error body, which 6.49 lost', async () => {
    const { error } = await seen(answer(400, '{"object":"error","message":"boom"}'));
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.match(error.message, /boom/u);
  });

  it('dies of a null among the choices, which is why this room posts without its helper', async () => {
    const { error } = await seen(rawStream(sse({ choices: [null] }), sse(finish('stop'))));
    assert.ok(error instanceof TypeError);
  });

  it('throws an abort of its own kind when nothing is streamed', async () => {
    const server = await startFaultServer(() => undefined);
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0, logLevel: 'off' });
    const controller = new AbortController();
    const call = client.chat.completions.create({ model: 'm', messages: [] }, { signal: controller.signal });
    void server.arrived(1).then(() => controller.abort());
    await assert.rejects(call, OpenAI.APIUserAbortError);
    await server.close();
  });

  it('counts its timeout until the headers only, so that a stalled stream needs a timer of ours', async () => {
    const server = await startFaultServer(
      openStream([], (response) => {
        response.flushHeaders();
        // Half as long again as the timeout, and still no error: the text comes after it.
        setTimeout(() => response.end(`${sse(text('late'))}${done}`), 3000);
      }),
    );
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0, logLevel: 'off', timeout: 2000 });
    const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    assert.equal(chunks.length, 1);
    await server.close();
  });

  it('throws a timeout of its own kind when no headers come', async () => {
    const server = await startFaultServer(() => undefined);
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0, logLevel: 'off', timeout: 50 });
    await assert.rejects(
      client.chat.completions.create({ model: 'm', messages: [], stream: true }),
      OpenAI.APIConnectionTimeoutError,
    );
    await server.close();
  });

  it('hides the system code two causes deep when nothing listens', async () => {
    const server = await startFaultServer(rawStream());
    await server.close();
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0, logLevel: 'off' });
    const error: unknown = await client.models.list().then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof OpenAI.APIConnectionError && error.cause instanceof Error);
    assert.equal((error.cause.cause as NodeJS.ErrnoException).code, 'ECONNREFUSED');
  });

  it('does not show comments, so that keep-alives cannot feed an idle timer', async () => {
    const { chunks } = await seen(rawStream(': ping\n\n', sse(text('x')), ':\n\n', done));
    assert.equal(chunks.length, 1);
  });

  it('passes chunks with an empty error-like end through without an exception, as Ollama ends a failed stream', async () => {
    const { chunks, error } = await seen(rawStream(sse(text('half')), sse(text(''))));
    assert.deepEqual([chunks.length, error], [2, undefined]);
  });

  it('gives a plain string as the error body', async () => {
    const { error } = await seen(answer(400, '{"error":"boom"}'));
    assert.ok(error instanceof OpenAI.BadRequestError);
    assert.equal(error.error, 'boom');
  });

  it('puts the HTML of a proxy into the message', async () => {
    const { error } = await seen(answer(502, '<html>bad gateway</html>', { 'content-type': 'text/html' }));
    assert.ok(error instanceof OpenAI.InternalServerError);
    assert.match(error.message, /<html>/u);
  });
});
