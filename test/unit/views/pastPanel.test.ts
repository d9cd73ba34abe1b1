import assert from 'node:assert/strict';
import fc from 'fast-check';
import { idlePanel } from '../../../src/views/panelModel';
import { pastPanel } from '../../../src/views/pastPanel';
import { PastShown } from '../../../src/views/pastShown';
import type { PanelModel } from '../../../src/views/protocol';
import { anyEntry, ledgerEntry } from '../ledger/ledgerEntries';
import { memoryRecord } from '../memory/memoryRecords';

const bids = [
  { bidderId: 'local/small', outcome: 'bid', price: 0.05, cost: 0.03, value: 0.49, z: -0.46 },
  { bidderId: 'local/large', outcome: 'bid', price: 0.36, cost: 0.1, value: 0.5, z: -0.4 },
  { bidderId: 'local/silent', outcome: 'timedOut' },
];
const attempts = [
  { bidderId: 'local/small', verdict: 'failed', costUsd: 0.01, exitCode: 1 },
  { bidderId: 'local/large', verdict: 'passed', costUsd: 0.05, exitCode: 0 },
];
const entry = ledgerEntry({ bids, attempts, awardedTo: 'local/small', runId: 'r' });

/** The small one won by the plan it rewrote. */
function refinedRecord(): ReturnType<typeof memoryRecord> {
  const record = memoryRecord('r', 'Mend the queue');
  const [small] = record.plans;
  assert.ok(small);
  const rewritten = { ...small, ballot: 2, refined: true, plan: 'The better plan.', z: -0.5 } as const;
  const score = {
    ballot: 2,
    judgeId: 'local/large',
    bidderId: 'local/small',
    score: 5,
    reason: 'Now complete.',
  } as const;
  return { ...record, plans: [...record.plans, rewritten], scores: [...record.scores, score] };
}

describe('views/pastPanel', () => {
  it('shows plans, scores, arithmetic, attempts and the end of a remembered auction', () => {
    const panel = pastPanel(entry, memoryRecord('r', 'Mend the queue'));
    const small = panel.cards['local/small'];
    assert.equal(small?.plan, 'The plan of small.');
    assert.deepEqual(small.terms, { cost: 0.03, entropy: 0.04, jury: 0.45, z: -0.46 });
    assert.deepEqual(small.judges, [
      { judgeId: 'local/large', name: 'local/large', own: false, score: 4, reason: 'Clear steps.' },
    ]);
    assert.deepEqual([small.rank, small.tag, small.awarded], [1, 'winner', true]);
    assert.deepEqual(panel.order, ['local/small', 'local/large', 'local/silent']);
    assert.equal(panel.cards['local/silent']?.stateText, 'timed out');
    assert.equal(panel.award?.quote, 'Clear steps.');
    assert.equal(panel.work?.earlier[0]?.text, 'check failed, exit code 1');
    assert.equal(panel.work.check.state, 'passed');
    assert.equal(panel.end?.text, 'Accepted: 1 file changed.');
    assert.equal(panel.task?.text, 'Mend the queue');
  });

  it('shows the refined plan where it won, and the first one where it did not', () => {
    const won = pastPanel(entry, refinedRecord()).cards['local/small'];
    assert.equal(won?.plan, 'The better plan.');
    assert.deepEqual(won.refined, { text: 'refined', won: true, otherPlan: 'The plan of small.' });
    assert.equal(won.judges[0]?.reason, 'Now complete.');
    const lost = pastPanel(entry, { ...refinedRecord(), winnerId: 'local/large' }).cards['local/small'];
    assert.equal(lost?.plan, 'The plan of small.');
    assert.deepEqual(lost.refined, { text: 'refined, not better', won: false, otherPlan: 'The better plan.' });
  });

  it('without a record shows what the ledger knows, and says what is missing', () => {
    const panel = pastPanel(entry, undefined);
    assert.match(panel.notice?.text ?? '', /no longer in the memory/u);
    assert.equal(panel.cards['local/small']?.stateText, 'cost 0.03 − value 0.49 = z −0.46');
    assert.equal(panel.cards['local/small'].terms, null);
  });

  it('offers nothing that acts, whatever the rows hold, and every number is one', () => {
    fc.assert(
      fc.property(anyEntry, fc.boolean(), (any, remembered) => {
        const panel = pastPanel(any, remembered ? refinedRecord() : undefined);
        assert.ok(panel.past !== null && panel.end?.canUndo === false && panel.award?.open !== true);
        assert.ok(Object.values(panel.cards).every(({ canAward }) => !canAward));
        assert.doesNotMatch(JSON.stringify(panel), /NaN|Infinity/u);
      }),
    );
  });

  it('counts no files where a damaged row holds no count', () => {
    for (const filesAccepted of [Number.POSITIVE_INFINITY, Number.NaN, -1, 1.5])
      assert.equal(pastPanel(ledgerEntry({ end: 'accepted', filesAccepted }), undefined).end?.text, 'Accepted.');
  });

  it('makes foreign text visible', () => {
    const panel = pastPanel(ledgerEntry({ title: 'a\u202eb' }), memoryRecord('run', 'x\u0007y'));
    assert.equal(panel.task?.title, 'a⟨U+202E⟩b');
    assert.equal(panel.task.text, 'x⟨U+0007⟩y');
  });
});

describe('views/pastShown', () => {
  const live = (runId: string, phase: PanelModel['phase']): PanelModel => ({
    ...idlePanel({ tone: 'info', text: '', actions: [] }),
    runId,
    phase,
  });
  const past = pastPanel(entry, undefined);

  it('stands in for the live panel until it is closed, under a run id of its own', () => {
    const shown = new PastShown();
    shown.open(past, live('now', 'done'));
    assert.equal(shown.instead(live('now', 'done')).runId, 'past:r');
    shown.close();
    assert.equal(shown.instead(live('now', 'done')).runId, 'now');
  });

  it('makes way for a new auction, and for a running one that moves on', () => {
    const shown = new PastShown();
    shown.open(past, live('', 'idle'));
    assert.equal(shown.instead(live('new', 'bidding')).runId, 'new');
    assert.equal(shown.instead(live('', 'idle')).runId, '', 'for good');
    shown.open(past, live('now', 'bidding'));
    assert.equal(shown.instead(live('now', 'bidding')).past?.running, true);
    assert.equal(shown.instead(live('now', 'judged')).runId, 'now');
  });
});
