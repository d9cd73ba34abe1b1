import assert from 'node:assert/strict';
import { alignLogprobs, readBid } from '../../../src/auction/bid';
import type { ModelReply } from '../../../src/auction/model';
import { bidder, token } from './examples';

const priced = bidder('8b', 0.09);

function reply(text: string, more: Partial<Extract<ModelReply, { kind: 'complete' }>> = {}): ModelReply {
  return { kind: 'complete', text, reasoning: '', toolCalls: [], finishReason: 'stop', ...more };
}

describe('auction/bid', () => {
  it('counts the visible text only', () => {
    const outcome = readBid(priced, reply('Read the test, then fix the loop.', { reasoning: 'long '.repeat(5000) }));
    assert.ok(outcome.kind === 'bid');
    assert.ok(outcome.bid.planTokens > 5 && outcome.bid.planTokens < 15);
  });

  const outcomes: readonly [string, ModelReply, string][] = [
    ['an empty bid', reply('   \n'), 'failed'],
    ['a bid cut by length', reply('half a plan', { finishReason: 'length' }), 'truncated'],
    ['a bid of over 800 tokens', reply('word '.repeat(900)), 'truncated'],
    ['a filtered bid', reply('plan', { finishReason: 'contentFilter' }), 'declined'],
    ['a bidder that declines', reply('DECLINE'), 'declined'],
    ['a late bidder', { kind: 'failed', reason: 'timedOut', message: 'late', partialText: 'pl' }, 'timedOut'],
    ['a cancelled bid', { kind: 'failed', reason: 'aborted', message: 'x', partialText: '' }, 'cancelled'],
    ['a bid over the cap', { kind: 'failed', reason: 'overBudget', message: 'x', partialText: '' }, 'overBudget'],
    ['a dead server', { kind: 'failed', reason: 'unreachable', message: 'x', partialText: '' }, 'failed'],
  ];
  for (const [name, given, kind] of outcomes) {
    it(`${name} is ${kind}, with a reason`, () => {
      const outcome = readBid(priced, given);
      assert.equal(outcome.kind, kind);
      assert.ok(outcome.kind !== 'bid' && outcome.message.length > 0);
    });
  }

  it('an unknown price is never 0: the bidder is unpriced', () => {
    assert.equal(readBid(bidder('new'), reply('plan')).kind, 'unpriced');
    assert.equal(
      readBid({ ...bidder('odd'), price: { input: Number.NaN, output: 1 } }, reply('plan')).kind,
      'unpriced',
    );
    assert.equal(readBid(bidder('mine', 0), reply('plan')).kind, 'bid');
  });
});

describe('auction/bid alignLogprobs', () => {
  const entries = (...texts: string[]): ReturnType<typeof token>[] => texts.map((text) => token(text, 0.9, 0.1));

  it('drops reasoning entries listed before the answer', () => {
    const aligned = alignLogprobs('Fix it', entries('I', ' think', 'Fix', ' it'));
    assert.deepEqual(
      aligned?.map(({ token: text }) => text),
      ['Fix', ' it'],
    );
  });

  it('ignores an end-of-text entry', () => {
    assert.equal(alignLogprobs('Fix it', entries('Fix', ' it', ''))?.length, 3);
    assert.equal(alignLogprobs('Fix it', entries('Fix', ' it', '<|im_end|>'))?.length, 3);
  });

  it('forgives the blanks that a server cut off the start of the text', () => {
    for (const first of [' Fix', '\n\nFix'])
      assert.equal(alignLogprobs('Fix it', entries('</think>', first, ' it'))?.length, 2);
    assert.equal(alignLogprobs('Fix', entries('\n\n', ' Fix', '<|im_end|>'))?.length, 2);
  });

  it('case 17: says unknown when the entries do not spell the text', () => {
    assert.equal(alignLogprobs('Fix it', entries('Break', ' that')), undefined);
    assert.equal(alignLogprobs('Fix it', entries(' it')), undefined);
    assert.equal(alignLogprobs('Fix it', []), undefined);
  });
});
