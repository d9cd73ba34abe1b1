import assert from 'node:assert/strict';
import { emptyAuction } from '../../../src/auction/auctionState';
import type { CallPurpose, ModelReply } from '../../../src/auction/model';
import { privateDayPurse } from '../../../src/ledger/dayPurse';
import { ledgerEntryOf } from '../../../src/run/ledgerEntryOf';
import { meteredModels } from '../../../src/run/meteredModels';
import { moneyGate } from '../../../src/run/moneyGate';
import { initialRun, reduceRun, type RunState } from '../../../src/run/runState';
import { ledgerText } from '../../../src/views/ledgerText';
import { panelOf } from '../../../src/views/panelModel';
import { bidder } from '../auction/examples';

const planned = { ...bidder('gpt-4o', 6), priceNote: 'included in your plan' };
const local = bidder('8b', 0.09);
const complete = { kind: 'complete', text: 'A plan.', reasoning: '', toolCalls: [], finishReason: 'stop' } as const;
const noQuota = { kind: 'failed', reason: 'rateLimited', message: 'Nothing left.', partialText: '' } as const;

/** A run in which one bidder of VS Code's own makes these calls, and a local one a single call. */
async function after(replies: readonly (readonly [CallPurpose, ModelReply])[]): Promise<RunState> {
  let state: RunState = { ...initialRun, auction: { ...emptyAuction, bidders: [planned, local] } };
  const gate = moneyGate({}, privateDayPurse(), (event) => (state = reduceRun(state, event)));
  const messages = [{ role: 'user', content: 'Fix it.' }] as const;
  const options = { signal: new AbortController().signal };
  for (const [purpose, reply] of replies) {
    const models = meteredModels({ complete: () => Promise.resolve(reply) }, gate);
    await models.complete({ bidder: planned, purpose, messages, maxTokens: 100 }, options);
  }
  const models = meteredModels({ complete: () => Promise.resolve(complete) }, gate);
  await models.complete({ bidder: local, purpose: 'bid', messages, maxTokens: 100 }, options);
  return state;
}

function spentLine(state: RunState): string | undefined {
  return panelOf(state).footer.find((line) => line.includes('of your plan'));
}

describe('run/planRequests', () => {
  it('shows what the models of VS Code spent of the plan: in the panel, in the ledger entry and in its text', async () => {
    const spent = { ...complete, planRequests: 1 };
    const state = await after([
      ['bid', spent],
      ['jury', spent],
      ['execute', { ...noQuota, planRequests: 0 }],
      ['execute', spent],
    ]);
    const line = 'Requests spent of your plan: 3 (GPT-4O 3)';
    assert.equal(spentLine(state), line);
    const entry = ledgerEntryOf(state, 'workspace', 0);
    assert.deepEqual(entry.planRequests, [{ bidderId: planned.id, requests: 3 }]);
    const both = ledgerText([entry, { ...entry, runId: 'another' }]);
    assert.ok(both.includes(`Requests spent of your plan: 6 (${planned.id} 6)`), both);
  });

  it('shows a plan of which nothing was spent as 0, never as free', async () => {
    assert.equal(
      spentLine(await after([['bid', { ...noQuota, planRequests: 0 }]])),
      'Requests spent of your plan: 0 (GPT-4O 0)',
    );
  });

  it('says nothing of plans where no bidder has one', async () => {
    const state = await after([]);
    assert.equal(spentLine(state), undefined);
    assert.equal(ledgerEntryOf(state, 'workspace', 0).planRequests, undefined);
  });
});
