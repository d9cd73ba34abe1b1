import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { ask, completed, failed, useServers } from './callFixture';
import { answer, done, finish, goodStream, openStream, rawStream, sse, text, usage } from './faultServer';
import type { Step } from './faultServer';

describe('models/openAiModels: stopping', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { setUp } = useServers();

  describe('cancelling', () => {
    it('closes the connection and keeps what came (case 124)', async () => {
      const controller = new AbortController();
      const { server, models } = await setUp([openStream([sse(text('half'))])]);
      const reply = await ask(models, {}, { signal: controller.signal, onText: () => controller.abort() });
      assert.equal(failed(reply).reason, 'aborted');
      assert.equal(failed(reply).partialText, 'half');
      await server.requests[0]?.closed;
    });

    it('never takes an aborted answer for a whole one, finish reason or not', async () => {
      const controller = new AbortController();
      const { models } = await setUp([rawStream(sse(text('x')), sse(finish('stop')), sse(usage), done)]);
      const reply = await ask(models, {}, { signal: controller.signal, onText: () => controller.abort() });
      assert.equal(failed(reply).reason, 'aborted');
    });

    it('leaves the queue at once, and asks nothing for a call that is already cancelled', async () => {
      const first = new AbortController();
      const second = new AbortController();
      const { server, models } = await setUp([() => undefined]);
      const running = ask(models, {}, { signal: first.signal });
      await server.arrived(1);
      const queued = ask(models, {}, { signal: second.signal });
      second.abort();
      assert.equal(failed(await queued).reason, 'aborted');
      first.abort();
      assert.equal(failed(await running).reason, 'aborted');
      assert.equal(failed(await ask(models, {}, { signal: first.signal })).reason, 'aborted');
      assert.equal(server.requests.length, 1);
    });

    it('ends the wait before a retry', async () => {
      const controller = new AbortController();
      const { server, models } = await setUp([answer(429, '', { 'retry-after': '20' })]);
      const reply = ask(models, {}, { signal: controller.signal });
      await server.arrived(1);
      setTimeout(() => controller.abort(), 10);
      assert.equal(failed(await reply).reason, 'aborted');
    });

    it('survives a listener that throws', async () => {
      const { models } = await setUp([goodStream('ok')]);
      const onText = () => {
        throw new Error('panel gone');
      };
      assert.equal(completed(await ask(models, {}, { onText })).text, 'ok');
    });
  });

  describe('too much', () => {
    it('stops a gzip bomb at the cap of decoded bytes (case 25)', async () => {
      const bomb = gzipSync(Buffer.alloc(20_000_000, ': padding\n'));
      const step: Step = (response) => {
        response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
        response.end(bomb);
      };
      const { server, models } = await setUp([step], {}, { limits: { maxBytes: 100_000 } });
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'tooLarge');
      assert.equal(server.requests.length, 1);
    });

    it('stops an endless stream of nothing (case 25)', async () => {
      const endless = openStream([], (response) => {
        const more = () => {
          while (!response.destroyed && response.write(sse({ choices: [] }).repeat(50)));
        };
        response.on('drain', more);
        more();
      });
      const { server, models } = await setUp([endless], {}, { limits: { maxBytes: 200_000 } });
      assert.equal(failed(await ask(models)).reason, 'tooLarge');
      await server.requests[0]?.closed;
    });

    it('reads only the beginning of an endless error page', async () => {
      const step: Step = (response) => {
        response.writeHead(400, { 'content-type': 'text/html' });
        const more = () => {
          while (!response.destroyed && response.write('<p>no</p>'.repeat(500)));
        };
        response.on('drain', more);
        more();
      };
      const { models } = await setUp([step]);
      assert.equal(failed(await ask(models)).reason, 'refused');
    });
  });
});
