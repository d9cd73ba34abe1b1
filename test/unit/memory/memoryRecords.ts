import type { MemoryRecord } from '../../../src/memory/memoryRecord';

/** A sound record; `fields` replace whole fields. */
export function memoryRecord(runId: string, taskText: string, fields: Partial<MemoryRecord> = {}): MemoryRecord {
  return {
    schema: 1,
    runId,
    atMs: 1_800_000_000_000,
    practice: false,
    workspaceId: 'here',
    taskText,
    profileId: 'built-in',
    rule: 'sale',
    costScale: 93.6,
    bidders: [
      { bidderId: 'local/small', price: 0.05, outcome: 'bid' },
      { bidderId: 'local/large', price: 0.36, outcome: 'bid' },
      { bidderId: 'local/silent', outcome: 'timedOut' },
    ],
    plans: ['small', 'large'].map((name) => ({
      bidderId: `local/${name}`,
      ballot: 1,
      refined: false,
      plan: `The plan of ${name}.`,
      planTokens: 200,
      price: name === 'small' ? 0.05 : 0.36,
      usedEntropyNats: 0.4,
      meanScore: 3.5,
      terms: { cost: 0.03, entropy: 0.04, jury: 0.45 },
      z: -0.46,
    })),
    scores: [{ ballot: 1, judgeId: 'local/large', bidderId: 'local/small', score: 4, reason: 'Clear steps.' }],
    provisionalWinnerId: 'local/large',
    winnerId: 'local/small',
    outcome: {
      awardedTo: 'local/small',
      planEdited: false,
      baseline: 'failed',
      attempts: [{ bidderId: 'local/small', verdict: 'passed', exitCode: 0, costUsd: 0.01 }],
      check: 'passed',
      decision: 'accepted',
      end: 'accepted',
    },
    ...fields,
  };
}
