import assert from 'node:assert/strict';
import { ask, completed, failed, useServers } from './callFixture';
import { answer, delta, done, finish, rawStream, sse, text, usage } from './faultServer';

describe('models/openAiModels: streams that end badly', function () {
  // The first call loads the package.
  this.timeout(20_000);
  const { setUp } = useServers();

  it('never takes a clean close without a finish reason for success (case 10)', async () => {
    for (const end of ['', done]) {
      const { models } = await setUp([rawStream(sse(text('half')), sse(usage), end)]);
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'cutOff');
      assert.equal(reply.partialText, 'half');
      assert.deepEqual(reply.usage, { inputTokens: 10, outputTokens: 4 });
    }
  });

  it('ends at a chunk that is not JSON, with the pending tool call gone (case 11)', async () => {
    const call = sse(delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'read', arguments: '{"pa' } }] }));
    const middle = rawStream(sse(text('half')), call, 'data: {bad\n\n', sse(finish('tool_calls')), done);
    const last = rawStream(sse(text('half')), call, sse(finish('tool_calls')), 'data: {bad');
    for (const step of [middle, last]) {
      const { server, models } = await setUp([step]);
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'badAnswer');
      assert.equal(reply.partialText, 'half');
      assert.ok(!('toolCalls' in reply));
      assert.equal(server.requests.length, 1);
    }
  });

  it('skips chunks without usable choices and still reads the usage (case 13)', async () => {
    const odd = [
      { choices: [] },
      { choices: null },
      {},
      { choices: [{ index: 0, delta: null }] },
      { choices: [null] },
      5,
      null,
      [],
    ];
    const { models } = await setUp([
      rawStream(...odd.map(sse), sse(text('ok')), sse(finish('stop')), sse(usage), done),
    ]);
    const reply = completed(await ask(models));
    assert.equal(reply.text, 'ok');
    assert.deepEqual(reply.usage, { inputTokens: 10, outputTokens: 4 });
  });

  it('says when the length limit ended the answer, and drops the call it cut in two (case 14)', async () => {
    const calls = [
      { index: 0, id: 'a', function: { name: 'read', arguments: '{"path":"a"}' } },
      { index: 1, id: 'b', function: { name: 'read', arguments: '{"all' } },
    ];
    const { models } = await setUp([
      rawStream(sse(text('half')), sse(delta({ tool_calls: calls })), sse(finish('length')), done),
    ]);
    const reply = completed(await ask(models));
    assert.equal(reply.finishReason, 'length');
    assert.deepEqual(reply.toolCalls, [{ id: 'a', name: 'read', argumentsText: '{"path":"a"}' }]);
  });

  for (const [word, expected] of [
    ['content_filter', 'contentFilter'],
    ['tool_calls', 'other'],
    ['because', 'other'],
    ['constructor', 'other'],
    ['end_turn', 'stop'],
  ] as const) {
    it(`gives the finish reason "${word}" an explicit outcome (case 15)`, async () => {
      const { models } = await setUp([rawStream(sse(text('x')), sse(finish(word)), done)]);
      assert.equal(completed(await ask(models)).finishReason, expected);
    });
  }

  it('treats the finish reason "error" as a failure (case 15)', async () => {
    const { models } = await setUp([rawStream(sse(text('x')), sse(finish('error')), done)]);
    assert.equal(failed(await ask(models)).reason, 'serverError');
  });

  it('calls a message with tool calls that ends with "stop" what it is', async () => {
    const call = delta({ tool_calls: [{ index: 0, id: 'a', function: { name: 'read', arguments: '{}' } }] });
    const { models } = await setUp([rawStream(sse(call), sse(finish('stop')), done)]);
    assert.equal(completed(await ask(models)).finishReason, 'toolCalls');
  });

  for (const [name, event, reason] of [
    ['an object', sse({ error: { message: 'boom', code: 500 } }), 'serverError'],
    ['a string', sse({ error: 'boom' }), 'serverError'],
    ['a named event', `event: error\n${sse({ message: 'boom' })}`, 'serverError'],
    ['the flat shape', sse({ object: 'error', message: 'boom' }), 'serverError'],
    ['a full cache', sse({ error: { message: 'Context size has been exceeded. boom', code: 500 } }), 'contextOverflow'],
    ['a rate limit', sse({ error: { message: 'boom', code: 429 } }), 'rateLimited'],
  ] as const) {
    it(`fails on an error after HTTP 200 that comes as ${name}`, async () => {
      const { server, models } = await setUp([rawStream(sse(text('half')), event)]);
      const reply = failed(await ask(models));
      assert.equal(reply.reason, reason);
      assert.match(reply.message, /boom/u);
      assert.equal(reply.partialText, 'half');
      assert.equal(server.requests.length, 1);
    });
  }

  for (const [name, step] of [
    ['JSON', answer(200, '{"error":{"message":"odd"}}')],
    ['a whole completion', answer(200, '{"choices":[{"message":{"content":"odd"}}]}')],
    ['HTML', answer(200, '<html>odd</html>', { 'content-type': 'text/html; charset=utf-8' })],
    ['no chunk at all', rawStream(': odd\n\n', done)],
    ['an empty body', rawStream()],
    ['HTTP 204', answer(204, '')],
  ] as const) {
    it(`calls ${name} at HTTP 2xx a bad answer`, async () => {
      const { server, models } = await setUp([step]);
      const reply = failed(await ask(models));
      assert.equal(reply.reason, 'badAnswer');
      assert.match(reply.message, /Workbench \(model small\).*base URL/u);
      assert.equal(server.requests.length, 1);
    });
  }
});
