import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { FailureReason } from '../../../src/auction/model';
import type { Endpoint } from '../../../src/models/endpoint';
import { broken, createAgentTree, currentText, repair, runScripted } from '../agent/agentHarness';
import type { FolderTree } from '../agent/folderTree';
import type { ModelRequest } from '../../../src/models/modelPort';
import { ask, bidderOf, completed, endpointOf, failed, modelsFor, useServers } from './callFixture';
import { answer, delta, done, errorBody, finish, openStream, rawStream, sse, text } from './faultServer';
import type { Step } from './faultServer';

/** A whole, sound edit of the agent's file: in none of these cases may it be carried out. */
const edit = sse(
  delta({
    tool_calls: [{ index: 0, id: 'a', function: { name: 'edit_file', arguments: JSON.stringify(repair) } }],
  }),
);
const said = sse(text('half'));

interface Case {
  readonly no: number;
  readonly name: string;
  readonly step: Step;
  readonly fields?: Partial<Endpoint>;
  readonly request?: Partial<ModelRequest>;
  readonly reason: FailureReason;
  readonly message: RegExp;
}

const soon = { timeouts: { firstTokenMs: 80, idleMs: 80, totalMs: 2000 } };
const busy = { 'retry-after-ms': '1' };

const cases: readonly Case[] = [
  {
    no: 2,
    name: '429 with a wait of years',
    step: answer(429, errorBody('later'), { 'retry-after': '1e9' }),
    fields: { timeouts: { totalMs: 150 } },
    reason: 'timedOut',
    message: /did not answer in time \(total\)/u,
  },
  {
    no: 2,
    name: '429 again and again',
    step: answer(429, errorBody('later'), busy),
    reason: 'rateLimited',
    message: /asks for fewer requests \(HTTP 429\).*lower the endpoint's concurrency.*“later”/u,
  },
  ...[500, 502, 503, 529].map((status) => ({
    no: 3,
    name: `HTTP ${status} again and again`,
    step: answer(status, errorBody('down'), busy),
    reason: 'serverError' as const,
    message: new RegExp(`failed \\(HTTP ${status}\\)\\. Try again`, 'u'),
  })),
  {
    no: 4,
    name: 'HTTP 400',
    step: answer(400, errorBody('no')),
    reason: 'refused',
    message: /refused the request \(HTTP 400\).*“no”/u,
  },
  {
    no: 4,
    name: 'HTTP 401',
    step: answer(401, errorBody('no')),
    reason: 'unauthorized',
    message: /refused the key \(HTTP 401\).*Set API Key/u,
  },
  {
    no: 4,
    name: 'HTTP 403',
    step: answer(403, errorBody('no')),
    reason: 'unauthorized',
    message: /refused the key \(HTTP 403\)/u,
  },
  {
    no: 4,
    name: 'HTTP 404',
    step: answer(404, errorBody('no')),
    reason: 'notFound',
    message: /was not found at http.*\(HTTP 404\).*Check the model's name/u,
  },
  {
    no: 6,
    name: 'no headers',
    step: () => undefined,
    fields: soon,
    reason: 'timedOut',
    message: /did not answer in time \(firstToken\)/u,
  },
  {
    no: 8,
    name: 'a stall',
    step: openStream([said, edit]),
    fields: soon,
    reason: 'timedOut',
    message: /did not answer in time \(idle\)/u,
  },
  {
    no: 9,
    name: 'a destroyed socket',
    step: openStream([said, edit], (response) => setTimeout(() => response.destroy(), 30)),
    reason: 'cutOff',
    message: /broke off before its end/u,
  },
  {
    no: 10,
    name: 'a clean close',
    step: rawStream(said, edit),
    reason: 'cutOff',
    message: /broke off before its end/u,
  },
  {
    no: 10,
    name: '[DONE] without a finish reason',
    step: rawStream(said, edit, done),
    reason: 'cutOff',
    message: /broke off before its end/u,
  },
  {
    no: 11,
    name: 'broken JSON in the middle',
    step: rawStream(said, edit, 'data: {bad\n\n', sse(finish('tool_calls')), done),
    reason: 'badAnswer',
    message: /not a streamed chat answer.*a piece of the stream is not JSON/u,
  },
  {
    no: 11,
    name: 'broken JSON at the end',
    step: rawStream(said, edit, sse(finish('tool_calls')), 'data: {bad'),
    reason: 'badAnswer',
    message: /a piece of the stream is not JSON/u,
  },
  {
    no: 15,
    name: 'the finish reason "error"',
    step: rawStream(said, edit, sse(finish('error')), done),
    reason: 'serverError',
    message: /failed\. Try again/u,
  },
  {
    no: 15,
    name: 'a finish reason that is null to the end',
    step: rawStream(said, edit, sse(delta({}, { finish_reason: null }))),
    reason: 'cutOff',
    message: /broke off/u,
  },
  {
    no: 24,
    name: 'an event without end',
    step: rawStream(edit, `data: ${'x'.repeat(2_000_000)}`),
    reason: 'tooLarge',
    message: /sent more data than an answer can have/u,
  },
  {
    no: 18,
    name: 'a refusal of log-probabilities that stays when none are asked for',
    step: answer(400, errorBody('logprobs is not supported')),
    request: { logprobs: true },
    reason: 'refused',
    message: /refused the request \(HTTP 400\)\..*“logprobs is not supported”/u,
  },
  {
    no: 19,
    name: 'a refusal of either name of the token limit',
    step: answer(400, errorBody("Unsupported parameter: 'max_tokens' or 'max_completion_tokens'.")),
    reason: 'refused',
    message: /refused the request \(HTTP 400\)/u,
  },
  {
    no: 25,
    name: 'a gzip bomb behind an edit',
    step: (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync(Buffer.concat([Buffer.from(said + edit), Buffer.alloc(20_000_000, ': padding\n')])));
    },
    reason: 'tooLarge',
    message: /sent more data than an answer can have, so Gavel stopped reading/u,
  },
  {
    no: 31,
    name: 'a context overflow',
    step: answer(400, errorBody('too long', { type: 'exceed_context_size_error' })),
    reason: 'contextOverflow',
    message: /longer than the context of .*Give the model a larger context or select less\./u,
  },
  {
    no: 31,
    name: 'an overflow in the stream',
    step: rawStream(said, edit, sse({ error: { code: 500, message: 'Context size has been exceeded.' } })),
    reason: 'contextOverflow',
    message:
      /ran out of context while it answered\. Give the server a larger context, or lower the endpoint's concurrency\./u,
  },
  {
    no: 31,
    name: 'an overflow in the stream before any answer',
    step: rawStream(sse({ error: { message: 'The prompt exceeds the context length of 4096.' } })),
    reason: 'contextOverflow',
    message: /longer than the context of .*select less\./u,
  },
  {
    no: 31,
    name: 'HTTP 413',
    step: answer(413, errorBody('big', { code: 'context_length_exceeded' })),
    reason: 'contextOverflow',
    message: /\(HTTP 413\)/u,
  },
  {
    no: 65,
    name: 'a redirect',
    step: answer(307, '', { location: '/elsewhere' }),
    reason: 'refused',
    message: /redirect, which Gavel does not follow/u,
  },
];

/** Every fault twice: as the client tells it, and with the real agent at work, whose file must stay as it was. */
describe('models: faults, their words, and no tool that runs', function () {
  this.timeout(20_000);
  const { serve } = useServers();
  let tree: FolderTree;
  beforeEach(async () => {
    tree = await createAgentTree();
  });
  afterEach(() => tree.dispose());

  for (const { no, name, step, fields, request, reason, message } of cases) {
    it(`${name}: ${reason}, said in words, and nothing is done (case ${no})`, async () => {
      const server = await serve(step);
      const models = modelsFor(endpointOf(server.baseUrl, fields));
      const reply = failed(await ask(models, request));
      assert.equal(reply.reason, reason);
      assert.match(reply.message, /Workbench \(model small\)/u);
      assert.match(reply.message, message);
      assert.ok(!('toolCalls' in reply));
      const { checks, steps } = await runScripted(tree, [], { models, bidder: bidderOf() });
      assert.equal(checks, 0);
      assert.equal(await currentText(tree), broken);
      assert.ok(!JSON.stringify(steps).includes('edit_file'), JSON.stringify(steps));
    });
  }

  for (const [no, word, finishReason] of [
    [14, 'length', 'length'],
    [15, 'content_filter', 'contentFilter'],
  ] as const)
    it(`an answer with an edit that ends by "${word}": ${finishReason}, and nothing is done (case ${no})`, async () => {
      const server = await serve(rawStream(said, edit, sse(finish(word)), done));
      const models = modelsFor(endpointOf(server.baseUrl));
      assert.equal(completed(await ask(models)).finishReason, finishReason);
      const { checks, steps } = await runScripted(tree, [], { models, bidder: bidderOf() });
      assert.equal(checks, 0);
      assert.equal(await currentText(tree), broken);
      assert.ok(!JSON.stringify(steps).includes('edit_file'), JSON.stringify(steps));
    });

  it('a prompt that was cut without a word: contextOverflow, said in words, and no call is left to carry out (case 31)', async () => {
    const counted = sse({ choices: [], usage: { prompt_tokens: 64, completion_tokens: 9 } });
    const server = await serve(rawStream(said, edit, sse(finish('tool_calls')), counted, done));
    const messages = [{ role: 'user', content: 'word '.repeat(1000) }] as const;
    const reply = failed(await ask(modelsFor(endpointOf(server.baseUrl)), { messages }));
    assert.equal(reply.reason, 'contextOverflow');
    assert.match(
      reply.message,
      /did not read the whole prompt \(it counted 64 tokens\), so its answer does not count/u,
    );
    assert.ok(!('toolCalls' in reply));
    assert.equal(server.requests.length, 1);
  });

  it('a server that is not there: unreachable, said in words, and nothing is done (case 5)', async () => {
    const server = await serve(rawStream());
    await server.close();
    const models = modelsFor(endpointOf(server.baseUrl));
    const reply = failed(await ask(models));
    assert.equal(reply.reason, 'unreachable');
    assert.match(reply.message, /Workbench \(model small\) is not answering at .*Start the server or remove/u);
    const { steps } = await runScripted(tree, [], { models, bidder: bidderOf() });
    assert.equal(await currentText(tree), broken);
    assert.ok(!JSON.stringify(steps).includes('edit_file'));
  });

  it('does the same edit when nothing is wrong, so that the cases above can fail', async () => {
    const server = await serve(
      rawStream(said, edit, sse(finish('tool_calls')), done),
      rawStream(sse(text('Done.')), sse(finish('stop')), done),
    );
    await runScripted(tree, [], { models: modelsFor(endpointOf(server.baseUrl)), bidder: bidderOf() });
    assert.notEqual(await currentText(tree), broken);
  });
});
