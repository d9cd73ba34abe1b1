import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StreamAssembler } from '../../../src/models/streamAssembler';
import type { AssembledStream } from '../../../src/models/streamAssembler';
import { delta, finish, text } from './faultServer';

function assemble(...chunks: readonly unknown[]): AssembledStream {
  const assembler = new StreamAssembler();
  for (const chunk of chunks) assembler.add(chunk);
  return assembler.end();
}

function reported(usage: unknown): AssembledStream['usage'] {
  return assemble({ choices: [], usage }).usage;
}

function scored(...lists: readonly unknown[]): AssembledStream['logprobs'] {
  return assemble(...lists.map((logprobs) => delta({ content: 'a' }, { logprobs }))).logprobs;
}

describe('models/streamAssembler', () => {
  describe('text and reasoning', () => {
    for (const field of ['reasoning_content', 'reasoning']) {
      it(`keeps ${field} out of the text (case 27)`, () => {
        const stream = assemble(
          delta({ [field]: 'hm' }),
          delta({ [field]: '…', content: null }),
          text('plan'),
          finish('stop'),
        );
        assert.deepEqual([stream.text, stream.reasoning], ['plan', 'hm…']);
      });
    }

    it('takes one of two fields that say the same (case 27)', () => {
      assert.equal(assemble(delta({ reasoning_content: 'hm', reasoning: 'hm' })).reasoning, 'hm');
    });

    it('reads content that comes in parts (case 27)', () => {
      const parts = [
        { type: 'thinking', thinking: [{ type: 'text', text: 'hm' }] },
        { type: 'text', text: 'plan' },
        'ned',
        null,
        { type: 'image_url' },
      ];
      const stream = assemble(delta({ content: parts }));
      assert.deepEqual([stream.text, stream.reasoning], ['planned', 'hm']);
    });

    it('tells a listener only what is visible, and that thoughts are progress too', () => {
      const assembler = new StreamAssembler();
      assert.deepEqual(assembler.add(text('<think>hm')), { visible: '', progressed: true });
      assert.deepEqual(assembler.add(text('</think>plan')), { visible: 'plan', progressed: true });
      assert.deepEqual(assembler.add(delta({ content: '' })), { visible: '', progressed: false });
    });

    it('reads only the first of several choices', () => {
      assert.equal(
        assemble({
          choices: [
            { index: 1, delta: { content: 'b' } },
            { index: 0, delta: { content: 'a' } },
          ],
        }).text,
        'a',
      );
    });

    it('keeps a refusal as text', () => {
      assert.equal(assemble(delta({ content: null, refusal: 'No.' })).text, 'No.');
    });
  });

  describe('usage', () => {
    it('reads cached and reasoning tokens and the billed cost', () => {
      const usage = {
        prompt_tokens: 9,
        completion_tokens: 7,
        cost: 0.25,
        prompt_tokens_details: { cached_tokens: 4 },
        completion_tokens_details: { reasoning_tokens: 3 },
      };
      assert.deepEqual(reported(usage), {
        inputTokens: 9,
        outputTokens: 7,
        cachedInputTokens: 4,
        reasoningTokens: 3,
        costUsd: 0.25,
      });
    });

    it('adds reasoning that a server counts beside the completion', () => {
      const usage = {
        prompt_tokens: 9,
        completion_tokens: 7,
        total_tokens: 19,
        completion_tokens_details: { reasoning_tokens: 3 },
      };
      assert.equal(reported(usage)?.outputTokens, 10);
    });

    it('is unknown where a count is missing, null, a string, negative or no number (case 16)', () => {
      for (const bad of [undefined, null, '12', -1, NaN, Infinity, {}]) {
        assert.equal(reported({ prompt_tokens: bad, completion_tokens: 1 }), undefined);
        assert.equal(reported({ prompt_tokens: 1, completion_tokens: bad }), undefined);
        assert.equal(reported({ prompt_tokens: 1, completion_tokens: 1, cost: bad })?.costUsd, undefined);
      }
      for (const usage of [null, 'x', 5, []]) assert.equal(reported(usage), undefined);
    });

    it('takes the last of cumulative reports, and a bad one does not erase a good one (case 16)', () => {
      const chunk = (count: unknown) => ({ choices: [], usage: { prompt_tokens: 1, completion_tokens: count } });
      assert.equal(assemble(chunk(1), chunk(2), chunk(3), chunk('4')).usage?.outputTokens, 3);
    });

    it('leaves out more cached tokens than were sent', () => {
      assert.equal(
        reported({ prompt_tokens: 3, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 9 } })
          ?.cachedInputTokens,
        undefined,
      );
    });
  });

  describe('log-probabilities', () => {
    const entry = (logprob: unknown, fields: object = {}) => ({ token: 'a', logprob, ...fields });

    it('reads tokens with their alternatives, which need not hold the chosen one', () => {
      const content = [entry(-0.5, { top_logprobs: [{ token: 'b', logprob: -0.1 }, { token: 3 }], bytes: [97] })];
      assert.deepEqual(scored({ content }), [{ token: 'a', logprob: -0.5, top: [{ token: 'b', logprob: -0.1 }] }]);
    });

    it('is unknown when absent, null, empty or in the legacy form (case 17)', () => {
      for (const value of [
        undefined,
        null,
        {},
        { content: null },
        { content: [] },
        { tokens: ['a'], token_logprobs: [-1] },
      ]) {
        assert.equal(scored(value), undefined);
      }
    });

    it('keeps what came when only some chunks have them (case 17)', () => {
      assert.equal(scored({ content: [entry(-1)] }, null, { content: [entry(-2)] })?.length, 2);
    });

    it('brings every way to say "impossible" to one floor (case 17)', () => {
      const values = scored({ content: [entry(-9999), entry(-3.4028e38), entry(-Infinity)] })?.map(
        ({ logprob }) => logprob,
      );
      assert.deepEqual(values, [-9999, -9999, -9999]);
    });

    it('is unknown as a whole when one entry is nonsense (case 17)', () => {
      for (const bad of [entry(0.5), entry(NaN), entry('-1'), entry(null), { logprob: -1 }, null]) {
        assert.equal(scored({ content: [entry(-1)] }, { content: [bad] }, { content: [entry(-1)] }), undefined);
      }
    });

    it('keeps at most twenty alternatives', () => {
      const top = Array.from({ length: 1472 }, () => ({ token: 'b', logprob: -9 }));
      assert.equal(scored({ content: [entry(-1, { top_logprobs: top })] })?.[0]?.top.length, 20);
    });
  });

  it('reads calls in the legacy form', () => {
    const stream = assemble(
      delta({ function_call: { name: 'read', arguments: '{' } }),
      delta({ function_call: { arguments: '}' } }),
      finish('function_call'),
    );
    assert.deepEqual(stream.toolCalls, [{ id: 'call_1', name: 'read', argumentsText: '{}' }]);
  });

  it('survives anything in place of a chunk (case 13)', () => {
    const chunk = fc.oneof(
      fc.jsonValue(),
      fc.record({
        choices: fc.array(
          fc.record({ delta: fc.jsonValue(), logprobs: fc.jsonValue(), finish_reason: fc.jsonValue() }),
        ),
        usage: fc.jsonValue(),
      }),
    );
    fc.assert(
      fc.property(fc.array(chunk), (chunks) => {
        const stream = assemble(...chunks);
        assert.equal(typeof stream.text, 'string');
        assert.ok(stream.usage === undefined || stream.usage.outputTokens >= 0);
      }),
    );
  });
});
