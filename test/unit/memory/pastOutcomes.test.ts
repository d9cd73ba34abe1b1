import assert from 'node:assert/strict';
import { outcomeTasks, scoredTasks } from '../../../src/memory/pastOutcomes';
import type { MemoryRecord } from '../../../src/memory/memoryRecord';
import { memoryRecord } from './memoryRecords';

type Outcome = MemoryRecord['outcome'];

function record(runId: string, outcome: Partial<Outcome>, fields: Partial<MemoryRecord> = {}): MemoryRecord {
  const whole = memoryRecord(runId, 'task', fields);
  return { ...whole, outcome: { ...whole.outcome, ...outcome } };
}

const small = (verdict: Outcome['check']) => ({ bidderId: 'local/small', verdict });
const large = (verdict: Outcome['check']) => ({ bidderId: 'local/large', verdict });

describe('memory/pastOutcomes', () => {
  it('takes the person’s word on the reviewed work, and the check’s on what made way before it', () => {
    const outcomes = (outcome: Partial<Outcome>): readonly string[] =>
      outcomeTasks([record('r', outcome)]).flatMap(({ attempts }) => attempts.map((attempt) => attempt.outcome));
    assert.deepEqual(outcomes({ attempts: [small('failed'), large('passed')], decision: 'accepted' }), [
      'failed',
      'good',
    ]);
    assert.deepEqual(outcomes({ attempts: [small('failed'), large('passed')], decision: 'rejected' }), [
      'failed',
      'bad',
    ]);
    assert.deepEqual(outcomes({ attempts: [small('passed')], decision: 'none' }), ['passed']);
    assert.deepEqual(outcomes({ attempts: [small('timedOut')], decision: 'none' }), ['failed']);
    for (const verdict of ['noTests', 'runnerMissing', 'flaky', 'notStarted', 'cancelled', 'unchecked'] as const)
      assert.deepEqual(outcomes({ attempts: [small(verdict)], decision: 'none' }), []);
    assert.deepEqual(outcomes({ attempts: [small('unchecked')], decision: 'accepted' }), ['good']);
  });

  it('reckons what was believed then: with that auction’s prices, and judged by what judges had said before it', () => {
    const first = record('1', { attempts: [small('passed')] });
    const second = record(
      '2',
      { attempts: [small('passed')] },
      { bidders: [{ bidderId: 'local/small', price: 0.5, outcome: 'bid' }] },
    );
    const [one, two] = outcomeTasks([first, second]).map(({ attempts }) => attempts[0]);
    assert.ok((two?.priorLogit ?? 0) > (one?.priorLogit ?? 0), 'the dearer price was believed in more');
    // The judge gave a 4 before: its next 4 counts as a little less.
    assert.equal(one?.taskScore, 1);
    assert.ok((two?.taskScore ?? 1) < 1);
  });

  it('leaves practice out, and tasks without an outcome', () => {
    assert.deepEqual(outcomeTasks([record('1', {}, { practice: true }), record('2', { attempts: [] })]), []);
    assert.deepEqual(scoredTasks([record('1', {}, { practice: true })]), []);
  });

  it('gives the first ballots with the features that the score has', () => {
    const [task] = scoredTasks([record('1', { attempts: [small('failed'), large('passed')], decision: 'none' })]);
    const [one, two] = task?.bids ?? [];
    assert.ok(one !== undefined && two !== undefined);
    assert.equal(one.features.cost, (0.05 * 200) / 93.6);
    assert.equal(one.features.entropy, 0.4);
    assert.deepEqual([...one.features.judges], [['local/large', 0.8]]);
    assert.deepEqual([one.passed, two.passed], [false, true]);
  });
});
