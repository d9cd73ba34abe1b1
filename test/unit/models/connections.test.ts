import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:net';
import { transportCode } from '../../../src/models/failure';
import { ask, completed, endpointOf, failed, modelsFor, useServers } from './callFixture';
import { answer, delta, finish, goodStream, openStream, sse, startFaultServer, text } from './faultServer';
import { selfSigned } from './selfSigned';

describe('models/openAiModels: connections', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { setUp } = useServers();

  it('says that nobody answers, and how to go on (case 5)', async () => {
    const server = await startFaultServer(goodStream('x'));
    await server.close();
    const reply = failed(await ask(modelsFor(endpointOf(server.baseUrl))));
    assert.equal(reply.reason, 'unreachable');
    assert.equal(
      reply.message,
      `Workbench (model small) is not answering at ${server.origin}. Start the server or remove the endpoint.`,
    );
  });

  it('names a host that does not resolve (case 5)', async () => {
    const reply = failed(await ask(modelsFor(endpointOf('https://gavel.invalid/v1'))));
    assert.equal(reply.reason, 'unreachable');
    assert.match(reply.message, /Workbench \(model small\) cannot be reached at https:\/\/gavel\.invalid \(E/u);
  });

  it('does not talk to a server whose certificate nobody trusts (case 5)', async () => {
    let hits = 0;
    const server = createTlsServer(selfSigned, () => (hits += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert.ok(address !== null && typeof address === 'object');
    const reply = failed(await ask(modelsFor(endpointOf(`https://127.0.0.1:${address.port}/v1`))));
    server.close();
    assert.equal(reply.reason, 'unreachable');
    assert.match(
      reply.message,
      /certificate at https:\/\/127\.0\.0\.1:\d+ that this computer does not trust \(DEPTH_ZERO_SELF_SIGNED_CERT\)/u,
    );
    assert.equal(hits, 0);
  });

  it('fails a server that accepts and never answers by its own timer (case 6)', async () => {
    const { server, models } = await setUp([() => undefined], { timeouts: { firstTokenMs: 30 } });
    const reply = failed(await ask(models));
    assert.equal(reply.reason, 'timedOut');
    assert.match(reply.message, /firstToken/u);
    await server.requests[0]?.closed;
  });

  it('bounds the wait for headers alone where the user asks for it (case 6)', async () => {
    const { models } = await setUp([() => undefined], { timeouts: { connectMs: 20 } });
    assert.match(failed(await ask(models)).message, /connect/u);
  });

  it('waits for headers longer than the runtime would (case 7)', async () => {
    const slot = Symbol.for('undici.globalDispatcher.1');
    const held: ServerResponse[] = [];
    const { server, models } = await setUp([(response) => void held.push(response)]);
    await fetch('data:,'); // the runtime makes its dispatcher at the first use
    const usual = Reflect.get(globalThis, slot) as object;
    const Dispatcher = usual.constructor as new (options: object) => object;
    // Its 300 s, shortened: what the package's own way to the server would meet.
    Reflect.set(globalThis, slot, new Dispatcher({ headersTimeout: 100 }));
    try {
      const reply = ask(models);
      await server.arrived(1);
      const runtimes = await fetch(server.origin).then(
        () => undefined,
        (error: unknown) => transportCode(error),
      );
      assert.equal(runtimes, 'UND_ERR_HEADERS_TIMEOUT');
      held[0]?.writeHead(200, { 'content-type': 'text/event-stream' });
      held[0]?.end(`${sse(text('late'))}${sse(finish('stop'))}`);
      assert.equal(completed(await reply).text, 'late');
    } finally {
      Reflect.set(globalThis, slot, usual);
    }
  });

  it('lets a stalled stream time out although keep-alive comments go on, and keeps what came (case 8)', async () => {
    let ping: NodeJS.Timeout | undefined;
    const stalled = openStream([sse(text('half'))], (response) => {
      ping = setInterval(() => response.write(`: ping\n\n${sse({ choices: [] })}`), 5);
    });
    const { server, models } = await setUp([stalled], { timeouts: { idleMs: 40 } });
    try {
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'timedOut');
      assert.match(reply.message, /idle/u);
      assert.equal(reply.partialText, 'half');
      await server.requests[0]?.closed;
    } finally {
      clearInterval(ping);
    }
  });

  it('ends everything at the total time, waits between tries included', async () => {
    const { models } = await setUp([answer(503, '', { 'retry-after': '30' })], { timeouts: { totalMs: 30 } });
    const reply = failed(await ask(models));
    assert.equal(reply.reason, 'timedOut');
    assert.match(reply.message, /total/u);
  });

  it('keeps the partial text of a destroyed socket as evidence (case 9)', async () => {
    const call = delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }] });
    const dying = openStream([sse(text('half')), sse(call)], (response) => setTimeout(() => response.destroy(), 20));
    const { server, models } = await setUp([dying]);
    const reply = failed(await ask(models));
    assert.equal(reply.reason, 'cutOff');
    assert.equal(reply.partialText, 'half');
    assert.ok(!('toolCalls' in reply));
    assert.equal(server.requests.length, 1);
  });

  it('takes the answer when the socket dies after the finish reason, before the usage', async () => {
    const dying = openStream([sse(text('whole')), sse(finish('stop'))], (response) =>
      setTimeout(() => response.destroy(), 20),
    );
    const { models } = await setUp([dying]);
    const reply = completed(await ask(models));
    assert.equal(reply.text, 'whole');
    assert.equal(reply.usage, undefined);
  });

  it('does not wait for a server that has finished but keeps the connection', async () => {
    const lingering = openStream([sse(text('whole')), sse(finish('stop'))]);
    const { models } = await setUp([lingering], { timeouts: { idleMs: 20 } });
    assert.equal(completed(await ask(models)).text, 'whole');
  });

  it('tries a dropped connection once more', async () => {
    let hits = 0;
    const drop = createServer((socket) => {
      hits += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => drop.listen(0, '127.0.0.1', resolve));
    const address = drop.address();
    assert.ok(address !== null && typeof address === 'object');
    const reply = failed(await ask(modelsFor(endpointOf(`http://127.0.0.1:${address.port}/v1`))));
    drop.close();
    assert.equal(reply.reason, 'unreachable');
    assert.equal(hits, 2);
  });
});
