import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { MarketEvent } from '../../../src/auction/events';
import type { RunEvent } from '../../../src/run/runEvents';
import { initialRun, reduceRun, type RunState } from '../../../src/run/runState';
import { statusModel, withoutIcon } from '../../../src/views/statusText';
import { bidder } from '../auction/examples';

const two = [
  { ...bidder('a/small'), name: 'Small' },
  { ...bidder('a/large'), name: 'Large' },
];

function play(...events: readonly RunEvent[]): RunState {
  const start: RunState = { ...initialRun, runId: 'run', task: { ...initialRun.task, title: 'Fix the queue' } };
  return events.reduce(reduceRun, start);
}

const market = (event: MarketEvent): RunEvent => ({ type: 'market', event });

describe('views/statusText', () => {
  it('says nothing without an auction on a day that cost nothing', () => {
    assert.equal(statusModel(undefined, undefined).text, '');
    assert.equal(statusModel(undefined, 0).text, '');
  });

  it('shows what the day has cost between auctions', () => {
    assert.equal(statusModel(undefined, 0.034).text, '$(law) $0.03 today');
    const over = play({ type: 'ended', end: 'rejected', message: '', canUndo: false });
    assert.equal(statusModel(over, 1.5).text, '$(law) $1.50 today');
    assert.equal(statusModel(over, 1.5).turn, 'nobody');
  });

  it('counts the bids that are in, and it is the market’s turn', () => {
    const state = { ...play(), auction: { ...initialRun.auction, bidders: two } };
    const { text, turn, tooltip } = statusModel(state, 0.5);
    assert.equal(withoutIcon(text), '0 of 2 bids');
    assert.equal(turn, 'market');
    assert.match(tooltip, /Fix the queue.*Today's real auctions: \$0\.50/u);
  });

  it('names who works, and it is the person’s turn when there is something to review', () => {
    const auction = { ...initialRun.auction, bidders: two };
    const working: RunState = { ...play(), phase: 'working', auction, attempts: [attemptOf('a/large')] };
    assert.equal(withoutIcon(statusModel(working, undefined).text), 'Large works');
    const reviewing: RunState = { ...working, phase: 'reviewing' };
    assert.equal(withoutIcon(statusModel(reviewing, undefined).text), '0 files to review');
    assert.equal(statusModel(reviewing, undefined).turn, 'person');
  });

  it('labels practice in the tooltip', () => {
    assert.match(statusModel({ ...play(), practice: true }, undefined).tooltip, /Practice: scripted, no AI/u);
  });

  it('no name of a model starts an icon or hides a character, and a long one is cut', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('$(trash)\u202e'.repeat(9))), (name) => {
        const auction = { ...initialRun.auction, bidders: [{ ...bidder('a/x'), name }] };
        const working: RunState = { ...play(), phase: 'working', auction, attempts: [attemptOf('a/x')] };
        const { text } = statusModel(working, undefined);
        assert.equal(text.match(/\$\(/gu)?.length, 1);
        assert.doesNotMatch(text, /[\u0000-\u001f\u202a-\u202e]/u);
        assert.ok(text.length < 60);
      }),
    );
  });

  it('every event of a market leaves words without NaN or undefined', () => {
    const state = play(market({ type: 'settled' }));
    assert.doesNotMatch(statusModel(state, undefined).text, /NaN|undefined/u);
  });
});

function attemptOf(bidderId: string): RunState['attempts'][number] {
  return { bidderId, steps: [], checkRunning: false };
}
