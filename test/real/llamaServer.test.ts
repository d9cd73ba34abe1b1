import assert from 'node:assert/strict';
import { alignLogprobs } from '../../src/auction/bid';
import { readEntropies } from '../../src/auction/entropy';
import { ballotFor, readVerdict } from '../../src/auction/jury';
import { judgeAnswerSchema } from '../../src/auction/prompts';
import { createEmbeddings } from '../../src/models/embeddings';
import type { Endpoint } from '../../src/models/endpoint';
import { listModels } from '../../src/models/listModels';
import { factsInMemory } from '../../src/models/modelFacts';
import type { ModelPort } from '../../src/models/modelPort';
import { ask, bidderOf, completed, endpointOf, failed, FakeKeys, modelsFor } from '../unit/models/callFixture';
import { type LlamaServer, startLlamaServer } from './llamaServer';

const key = 'sk-real-0123456789';
const bidder = bidderOf('tiny');
const readFile = {
  name: 'read_file',
  description: 'Reads a file.',
  parameters: {
    type: 'object',
    properties: { path: { type: 'string', maxLength: 20 }, lines: { type: 'integer' } },
    required: ['path', 'lines'],
    additionalProperties: false,
  },
};

/** The client against a server that it was not written against. The model's weights are chance; all else is real. */
describe('real/llamaServer', function () {
  this.timeout(60_000);

  describe('one slot, with a key', () => {
    const { server, models } = started({ seed: 7, end: 2 }, '-c', '4096', '-np', '1', '--api-key', key);

    it('lists its model, with the context of a slot, sizes and capabilities', async () => {
      const facts = factsInMemory();
      const options = { keys: new FakeKeys(key), signal: AbortSignal.timeout(5000), facts };
      const listing = await listModels(endpointOf(server().baseUrl), options);
      assert.ok(listing.kind === 'listed');
      assert.equal(listing.server, 'llamaCpp');
      const [model] = listing.models;
      assert.deepEqual([model?.id, model?.contextTokens, model?.maxContextTokens], ['tiny', 4096, 8192]);
      assert.deepEqual(
        [model?.capabilities?.logprobs, model?.capabilities?.jsonSchema, model?.capabilities?.nativeTools],
        [true, true, true],
      );
      assert.equal(facts.get(server().baseUrl, 'tiny')?.listed?.contextTokens, 4096);
    });

    it('answers a judge under its schema, whole and readable', async () => {
      const bids = ['a', 'b', 'c'].map((bidderId) => ({ bidderId, plan: 'Plan.', planTokens: 2 }));
      const ballot = ballotFor('a', 0, bids, 1);
      const schema = judgeAnswerSchema(ballot.entries.map(({ label }) => label));
      const reply = completed(
        await ask(models(), { bidder, answerSchema: { name: 'verdict', schema }, maxTokens: 1000 }),
      );
      const { scores } = JSON.parse(reply.text) as { readonly scores: readonly { readonly score: number }[] };
      assert.equal(scores.length, 3);
      assert.ok(scores.every(({ score }) => Number.isInteger(score) && score >= 0 && score <= 5));
      assert.notEqual(readVerdict(ballot, reply).kind, undefined);
    });

    it('says that a prompt is longer than the context, once and without a second try', async () => {
      const messages = [{ role: 'user', content: 'plan '.repeat(6000) }] as const;
      const reply = failed(await ask(models(), { bidder, messages, logprobs: true }));
      assert.equal(reply.reason, 'contextOverflow');
      assert.match(reply.message, /longer than the context of .*“request \(\d+ tokens\) exceeds .*\(4096 tokens\)/u);
      await server().logged('send_error', 1, 5000);
      assert.equal(server().count('send_error'), 1);
    });

    it('tells a wrong key from everything else', async () => {
      const reply = failed(await ask(modelsFor(endpointOf(server().baseUrl)), { bidder }));
      assert.equal(reply.reason, 'unauthorized');
      assert.match(reply.message, /refused the key \(HTTP 401\)\. Run “Gavel: Set API Key”/u);
    });

    it('names the model that answers in place of one that is not there', async () => {
      const reply = completed(await ask(models(), { bidder: bidderOf('another'), maxTokens: 20 }));
      assert.equal(reply.answeredBy, 'tiny');
    });
  });

  describe('a model that does not stop', () => {
    const { server, models } = started({ seed: 7, end: -20 }, '-c', '8192', '-np', '1');

    it('streams an answer piece by piece, with finish reason and usage', async () => {
      const pieces: string[] = [];
      const onText = (delta: string): void => void pieces.push(delta);
      const reply = completed(await ask(models(), { bidder, maxTokens: 60, temperature: 1 }, { onText }));
      assert.ok(pieces.length > 5);
      assert.equal(pieces.join(''), reply.text);
      assert.equal(reply.finishReason, 'length');
      assert.ok((reply.usage?.outputTokens ?? 0) >= pieces.length && (reply.usage?.inputTokens ?? 0) > 5);
    });

    it('gives log-probabilities that align with the text, and an entropy', async () => {
      for (let round = 0; round < 5; round += 1) {
        const reply = completed(await ask(models(), { bidder, logprobs: true, maxTokens: 60 }));
        const aligned = alignLogprobs(reply.text, reply.logprobs);
        assert.ok(aligned !== undefined, reply.text);
        assert.equal(
          aligned
            .map(({ token }) => token)
            .join('')
            .trim(),
          reply.text.trim(),
        );
        assert.ok(aligned.every(({ top, logprob }) => top.length === 20 && logprob <= 0 && logprob > -50));
        const { estimator, nats } = readEntropies([{ bidderId: 'tiny', logprobs: aligned }]);
        // Much mass lies outside the twenty alternatives of a model of chance.
        assert.equal(estimator, 'surprisal');
        assert.ok((nats.get('tiny') ?? 0) > 1 && (nats.get('tiny') ?? 0) < 8);
      }
    });

    it('stops writing within a second of an abort', async () => {
      const before = server().count('cancel task');
      const controller = new AbortController();
      const onText = (): void => {
        controller.abort();
      };
      const reply = await ask(models(), { bidder, maxTokens: 4000 }, { signal: controller.signal, onText });
      assert.equal(failed(reply).reason, 'aborted');
      assert.notEqual(failed(reply).partialText, '');
      await server().logged('cancel task', before + 1, 1000);
    });

    it('takes four calls at once, one after the other, to their ends', async () => {
      const four = Array.from({ length: 4 }, () => ask(models(), { bidder, logprobs: true, maxTokens: 60 }));
      for (const reply of await Promise.all(four)) assert.equal(completed(reply).finishReason, 'length');
    });
  });

  describe('four slots, tools', () => {
    const { models } = started({ seed: 8, end: 2, toolCall: 5 }, '-c', '8192', '-np', '4', '--jinja');

    it('calls tools with whole arguments, and log-probabilities are not asked for beside them', async () => {
      const calls = (await several(models, { concurrency: 4 })).flatMap(({ toolCalls }) => toolCalls);
      assert.ok(calls.length > 0);
      for (const { name, argumentsText } of calls) {
        assert.equal(name, 'read_file');
        const given = JSON.parse(argumentsText) as Readonly<Record<string, unknown>>;
        assert.deepEqual([typeof given['path'], typeof given['lines']], ['string', 'number']);
      }
      assert.equal(new Set(calls.map(({ id }) => id)).size, calls.length);
    });

    it('goes on after the results of calls, of broken ones too', async () => {
      const reply = await ask(models(), {
        bidder,
        tools: [readFile],
        maxTokens: 200,
        messages: [
          { role: 'user', content: 'Read.' },
          {
            role: 'assistant',
            content: '',
            toolCalls: [
              { id: 'a', name: 'read_file', argumentsText: '{"path":"a","lines":3}' },
              { id: 'b', name: 'read_file', argumentsText: '{"pa' },
            ],
          },
          { role: 'tool', toolCallId: 'a', content: 'hello' },
          { role: 'tool', toolCallId: 'b', content: 'The arguments are not JSON.' },
        ],
      });
      completed(reply);
    });
  });

  describe('a model that thinks', () => {
    const { models } = started({ seed: 9, end: 2, think: 2 }, '-c', '4096', '-np', '1', '--jinja');

    it('keeps its thoughts out of the answer, and out of its log-probabilities', async () => {
      let thought = 0;
      for (let round = 0; round < 8; round += 1) {
        const messages = [{ role: 'user', content: `Plan ${round}.` }] as const;
        const reply = completed(await ask(models(), { bidder, messages, logprobs: true, maxTokens: 60 }));
        if (reply.reasoning !== '') thought += 1;
        const said = alignLogprobs(reply.text, reply.logprobs)?.map(({ token }) => token);
        assert.equal(said?.join('').trim() ?? '', reply.text.trim());
      }
      assert.ok(thought > 0);
    });
  });

  describe('slots that share one context', () => {
    const { models } = started({ seed: 7, end: -20 }, '-c', '1024');

    it('is told that the room ran out while the answers came', async () => {
      const all = Array.from({ length: 6 }, () => ask(models({ concurrency: 6 }), { bidder, maxTokens: 900 }));
      const replies = (await Promise.all(all)).map((reply) => (reply.kind === 'failed' ? reply : undefined));
      const full = replies.filter((reply) => reply?.reason === 'contextOverflow');
      assert.ok(full.length > 0);
      for (const reply of full) {
        assert.match(reply?.message ?? '', /ran out of context while it answered.*“Context size has been exceeded\.”/u);
        assert.notEqual(reply?.partialText, '');
      }
    });
  });

  describe('embeddings', () => {
    const { server } = started({ seed: 7, end: 2 }, '-c', '2048', '--embedding', '--pooling', 'mean');

    it('come as vectors, and a text that is too long as a failure in words', async () => {
      const port = createEmbeddings({
        endpoint: endpointOf(server().baseUrl),
        modelId: 'tiny',
        keys: new FakeKeys(''),
      });
      const signal = AbortSignal.timeout(10_000);
      const two = await port.embed(['plan the test', 'read file'], signal);
      assert.ok(two.kind === 'embedded');
      assert.deepEqual(
        two.vectors.map(({ length }) => length),
        [64, 64],
      );
      const long = await port.embed(['plan '.repeat(5000)], signal);
      assert.ok(long.kind === 'failed');
      assert.match(long.message, /too large to process/u);
    });
  });
});

/** Four answers with tools at once. */
async function several(models: (fields?: Partial<Endpoint>) => ModelPort, fields: Partial<Endpoint>) {
  const port = models(fields);
  const request = { bidder, tools: [readFile], logprobs: true, maxTokens: 200 };
  const replies = await Promise.all(Array.from({ length: 4 }, () => ask(port, request)));
  return replies.map(completed);
}

interface Started {
  readonly server: () => LlamaServer;
  readonly models: (fields?: Partial<Endpoint>) => ModelPort;
}

/** A server for the tests of one `describe`. */
function started(...how: Parameters<typeof startLlamaServer>): Started {
  let running: LlamaServer | undefined;
  before(async () => {
    running = await startLlamaServer(...how);
  });
  after(() => running?.close());
  const server = (): LlamaServer => {
    assert.ok(running !== undefined);
    return running;
  };
  return {
    server,
    models: (fields) => modelsFor(endpointOf(server().baseUrl, fields), { keys: new FakeKeys(key) }),
  };
}
