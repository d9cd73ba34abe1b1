import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
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

/** The reasons for the guards of this room, each seen on the pinned version. A newer package that fails one of these may need one guard less, or another. */
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

  for (const [event, message] of [
    [sse({ error: { message: 'boom' } }), 'boom'],
    [sse({ error: 'boom' }), '"boom"'],
    [`event: error\n${sse({ error: { message: 'boom' } })}`, 'boom'],
    [`event: error\n${sse({ error: 'boom' })}`, '"boom"'],
    [`event: error\n${sse({ message: 'boom' })}`, 'boom'],
  ] as const)
    it(`throws the error event ${JSON.stringify(event)} without a status, a string with its quotes`, async () => {
      const { error } = await seen(rawStream(event));
      assert.ok(error instanceof OpenAI.APIError);
      assert.deepEqual([error.status, error.message], [undefined, message]);
      if (message === '"boom"') assert.equal(error.error, 'boom');
    });

  it('throws a plain TypeError when the server dies, and a plain SyntaxError for broken JSON', async () => {
    const dying = await seen(openStream([sse(text('half'))], (response) => setTimeout(() => response.destroy(), 10)));
    assert.ok(dying.error instanceof TypeError && !(dying.error instanceof OpenAI.APIError));
    assert.equal(dying.error.message, 'terminated');
    assert.equal((dying.error.cause as NodeJS.ErrnoException).code, 'UND_ERR_SOCKET');
    const broken = await seen(rawStream('data: {bad\n\n'));
    assert.ok(broken.error instanceof SyntaxError);
  });

  it('writes to the console about broken JSON unless its log is off', async () => {
    const server = await startFaultServer(rawStream('data: {bad\n\n'));
    const written: unknown[] = [];
    const logger = { error: (line: unknown) => written.push(line), warn() {}, info() {}, debug() {} };
    for (const [logLevel, lines] of [
      ['off', 0],
      ['warn', 2],
    ] as const) {
      const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0, logger, logLevel });
      const stream = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
      await assert.rejects(stream[Symbol.asyncIterator]().next(), SyntaxError);
      assert.equal(written.length, lines);
    }
    await server.close();
  });

  it('repeats 408, 409, 429 and server errors twice unless told not to, and whatever the server says it should', async () => {
    const hits = async (status: number, headers = {}, maxRetries = 2): Promise<number> =>
      (await seen(answer(status, '', { 'retry-after-ms': '1', ...headers }), undefined, maxRetries)).hits;
    for (const status of [408, 409, 429, 500, 503]) assert.equal(await hits(status), 3, String(status));
    for (const status of [400, 401, 404, 422]) assert.equal(await hits(status), 1, String(status));
    assert.equal(await hits(500, { 'x-should-retry': 'false' }), 1);
    assert.equal(await hits(400, { 'x-should-retry': 'true' }), 3);
    assert.equal(await hits(500, {}, 0), 1);
  });

  it('repeats a connection that fails, too', async () => {
    let connections = 0;
    const drop = createServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => drop.listen(0, '127.0.0.1', resolve));
    const { port } = drop.address() as AddressInfo;
    const client = new OpenAI({ apiKey: 'k', baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 1, logLevel: 'off' });
    await assert.rejects(client.models.list(), OpenAI.APIConnectionError);
    drop.close();
    assert.equal(connections, 2);
  });

  it('asks for embeddings in base64 unless told otherwise, and reads the numbers that come instead, which 6.49 did not', async () => {
    const server = await startFaultServer(answer(200, '{"data":[{"index":0,"embedding":[0.5,0.25]}]}'));
    const client = new OpenAI({ apiKey: 'k', baseURL: server.baseUrl, maxRetries: 0, logLevel: 'off' });
    const { data } = await client.embeddings.create({ model: 'm', input: 'x' });
    await server.close();
    assert.equal(server.requests[0]?.body['encoding_format'], 'base64');
    assert.deepEqual(data[0]?.embedding, [0.5, 0.25]);
  });

  it('declares a newer Node than it needs: all of this runs on the one here', () => {
    const file = join(__dirname, '../../../node_modules/openai/package.json');
    const { version, engines } = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
    assert.deepEqual([version, engines], ['7.57.0', { node: '>=22.0.0' }]);
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
    assert.equal(error.message, '400 "boom"');
  });

  it('puts the HTML of a proxy into the message', async () => {
    const { error } = await seen(answer(502, '<html>bad gateway</html>', { 'content-type': 'text/html' }));
    assert.ok(error instanceof OpenAI.InternalServerError);
    assert.match(error.message, /<html>/u);
  });
});
