import type { CardModel, JudgeModel, PanelModel, ReviewModel, TaskModel, WorkModel } from '../../src/views/protocol';

export const runId = 'run-1';

const bidders = [
  ['q8', 'Qwen3 8B', '$0.09 per Mt, shadow price'],
  ['q32', 'Qwen3 32B', '$0.36 per Mt, shadow price'],
  ['q14', 'Qwen3 14B', '$0.16 per Mt, shadow price'],
  ['q4', 'Qwen3 4B', '$0.05 per Mt, shadow price'],
] as const;

const reasons = [
  'Names the regex that stops at the first unit and says how it will verify.',
  'Clear steps, small change, right file.',
  'Does not say what happens with leftovers such as "1h 5".',
  'Right idea, but the tests are not mentioned.',
];

export const plan = `1. Read src/duration.js and the failing case in test/duration.test.js.
2. Tokenise the whole string with /(\\d+)(h|m|s)/g instead of a single match; sum the parts.
3. Reject leftovers: if the joined tokens differ from the input, throw as before.
4. Run the check with the failing case plus "90s", "" and "1h 5".
Risk: callers that rely on "1h foo" being accepted; I would grep for them first.`;

export const task: TaskModel = {
  title: 'parseDuration: "1h30m" returns 1h',
  text: 'parseDuration reads only the first unit.\nIt must add up all units and refuse leftovers.',
  anchors: ['src/duration.js:14–38'],
  check: 'node --test test/duration.test.js',
  confinementNote: '',
  baseline: { state: 'failed', text: 'fails before any work: 1 of 6 tests' },
};

function judges(own: string, scores: readonly number[]): readonly JudgeModel[] {
  return bidders.map(([judgeId, name], index) => ({
    judgeId,
    name,
    own: judgeId === own,
    score: scores[index] ?? 0,
    reason: reasons[index] ?? '',
  }));
}

/** A bidder that was invited and has not answered. */
export function invitedCard(bidderId: string, name: string, priceText: string): CardModel {
  return {
    bidderId,
    name,
    rank: 0,
    state: 'invited',
    stateText: 'invited',
    priceText,
    tokens: 0,
    plan: '',
    terms: null,
    entropyText: '',
    judges: [],
    refined: null,
    tag: 'none',
    awarded: false,
    canAward: false,
    costUsd: 0,
    elapsedMs: 0,
  };
}

function judged(index: number, changes: Partial<CardModel>): CardModel {
  const [bidderId, name, priceText] = bidders[index]!;
  return {
    ...invitedCard(bidderId, name, priceText),
    state: 'judged',
    stateText: 'judged',
    plan,
    entropyText: '0.31 nats',
    canAward: true,
    costUsd: 0.00041,
    elapsedMs: 3200,
    ...changes,
  };
}

export const failedCard: CardModel = {
  ...invitedCard('mini', 'hosted-mini', '$0.69 per Mt'),
  state: 'out',
  stateText: 'hosted-mini sent no first token within 60 s.',
  costUsd: -1,
  elapsedMs: 60_000,
};

export const judgedCards: Readonly<Record<string, CardModel>> = {
  q8: judged(0, {
    rank: 1,
    tag: 'winner',
    tokens: 318,
    terms: { cost: 0.05, jury: 0.56, entropy: 0.07, z: -0.58 },
    judges: judges('q8', [4, 3, 4, 5]),
  }),
  q32: judged(1, {
    rank: 2,
    tag: 'runnerUp',
    tokens: 402,
    terms: { cost: 0.25, jury: 0.6, entropy: 0.08, z: -0.43 },
    judges: judges('q32', [4, 5, 4, 4]),
    plan: 'Replace the parser by a small grammar with explicit units and a table of factors, keep the public signature, add property tests for round trips. Then run the check.',
    costUsd: 0.0021,
    elapsedMs: 8700,
  }),
  q14: judged(2, {
    rank: 3,
    tokens: 276,
    terms: { cost: 0.11, jury: 0.42, entropy: 0.06, z: -0.37 },
    judges: judges('q14', [3, 3, 3, 4]),
    plan: 'Loop over the units in order h, m, s and slice the string after each match; then run the tests.',
  }),
  q4: judged(3, {
    rank: 4,
    tokens: 141,
    terms: { cost: 0.02, jury: 0.36, entropy: 0, z: -0.34 },
    entropyText: 'not reported',
    judges: judges('q4', [2, 2, 3, 2]),
    plan: 'Change the regular expression so that it also accepts minutes after hours.',
  }),
  mini: failedCard,
};

const order = ['q8', 'q32', 'q14', 'q4', 'mini'];

const nothing = { past: null, notice: null, award: null, work: null, review: null, end: null };

export const idlePanel: PanelModel = {
  ...nothing,
  runId: '',
  phase: 'idle',
  practice: false,
  task: null,
  notice: {
    tone: 'info',
    text: 'No bidder is configured yet; start the practice market or add an endpoint.',
    actions: [
      { title: 'Start Practice Market', action: 'startPractice' },
      { title: 'Configure Endpoints', action: 'configureEndpoints' },
    ],
  },
  cards: {},
  order: [],
  footer: [],
};

export const biddingPanel: PanelModel = {
  ...nothing,
  runId,
  phase: 'bidding',
  practice: true,
  task: { ...task, baseline: { state: 'running', text: 'running the check before any work' } },
  cards: {
    q8: {
      ...judgedCards['q8']!,
      rank: 0,
      state: 'bid',
      stateText: 'bid is in',
      terms: null,
      judges: [],
      tag: 'none',
      canAward: false,
    },
    q32: {
      ...invitedCard('q32', 'Qwen3 32B', '$0.36 per Mt, shadow price'),
      state: 'writing',
      stateText: 'writing its plan',
      plan: 'Replace the parser by a small grammar with explicit units and a table of factors, keep the public sig',
      tokens: 24,
    },
    q14: invitedCard('q14', 'Qwen3 14B', '$0.16 per Mt, shadow price'),
    mini: failedCard,
  },
  order: ['q8', 'q32', 'q14', 'mini'],
  footer: ['So far $0.0012: bids $0.0012, jury $0, work $0', 'Seen by: 127.0.0.1:11434, api.example.com'],
};

export const judgedPanel: PanelModel = {
  ...nothing,
  runId,
  phase: 'judged',
  practice: true,
  task,
  award: {
    bidderId: 'q8',
    name: 'Qwen3 8B',
    z: -0.58,
    why: '4 times cheaper than Qwen3 32B, and the jury gives its plan 4.0 of 5 against 4.3.',
    quote: 'Names the regex that stops at the first unit and says how it will verify.',
    quotedJudge: 'Qwen3 14B',
    figures: [
      { label: 'Cost', value: '≈ $0.031', note: 'per attempt' },
      { label: 'Pass chance', value: '62\u00a0%', note: 'then good: 91\u00a0%' },
      { label: 'Jury', value: '4.0 of 5', note: 'best for 3 of 4' },
    ],
    buttonTitle: 'Award to Qwen3 8B',
    buttonNote: 'up to 3 attempts, $0.40 at most in all',
    afterwards: 'If the check fails, Qwen3 32B is next. You see the diff before anything in your workspace changes.',
    open: true,
    awardedTo: '',
    planEdited: false,
    otherRule: 'By expected value the award would be the same. Without bids this rule would choose Qwen3 4B.',
  },
  cards: judgedCards,
  order,
  footer: [
    'So far $0.0041: bids $0.0024, jury $0.0017, work $0',
    'Jury: 4 of 4 judges scored, blind, one call each',
    'Weights: built-in, chosen by hand',
    'Seen by: 127.0.0.1:11434, api.example.com',
  ],
};

const given = { ...judgedPanel.award!, open: false, awardedTo: 'q8' };
const awardedCards = { ...judgedCards, q8: { ...judgedCards['q8']!, awarded: true } };

const work: WorkModel = {
  bidderName: 'Qwen3 8B',
  attempt: 1,
  earlier: [],
  stopReason: '',
  steps: [
    { title: 'read src/duration.js', detail: '64 lines', state: 'ok' },
    { title: 'search "parseDuration"', detail: '5 hits in 3 files', state: 'ok' },
    {
      title: 'edit src/duration.js',
      detail: 'the block was not found; the nearest text is at line 21',
      state: 'failed',
    },
    { title: 'read src/duration.js', detail: '64 lines', state: 'ok' },
    { title: 'edit src/duration.js', detail: '9 lines changed', state: 'ok' },
    { title: 'create test/leftovers.test.js', detail: '12 lines', state: 'ok' },
  ],
  now: 'running the check',
  check: { state: 'running', text: '' },
  spentUsd: 0.0123,
  capUsd: 0.4,
};

/** The first bids come in while a large workspace is copied, on a machine that bounds no processes. */
export const copyingPanel: PanelModel = {
  ...biddingPanel,
  task: {
    ...task,
    confinementNote: 'process limits not enforced',
    baseline: { state: 'copying', text: 'copying the workspace: 12,000 of 50,000 files' },
  },
};

export const workingPanel: PanelModel = {
  ...judgedPanel,
  phase: 'working',
  task: { ...task, confinementNote: 'not confined' },
  award: given,
  cards: awardedCards,
  work,
};

/** The award is given, the work has not begun. */
export const awardedPanel: PanelModel = { ...workingPanel, phase: 'awarded', work: null };

const review: ReviewModel = {
  files: [
    { path: 'src/duration.js', kind: 'modified', additions: 9, deletions: 4, decision: 'open', note: '', flags: [] },
    {
      path: 'test/leftovers.test.js',
      kind: 'created',
      additions: 12,
      deletions: 0,
      decision: 'open',
      note: 'The check also ran with the original tests.',
      flags: ['test file'],
    },
    {
      path: 'src/legacy/units.js',
      kind: 'deleted',
      additions: 0,
      deletions: 31,
      decision: 'rejected',
      note: '',
      flags: [],
    },
  ],
  openCount: 2,
  attempt: 1,
  choices: [],
  checked: true,
};

export const reviewingPanel: PanelModel = {
  ...workingPanel,
  phase: 'reviewing',
  work: { ...work, now: '', check: { state: 'passed', text: 'The check passed with exit code 0.' } },
  review,
};

/** Nobody passed the check; what was done can still be looked at. */
export const failedPanel: PanelModel = {
  ...reviewingPanel,
  work: { ...work, now: '', check: { state: 'failed', text: 'The check ended with exit code 1, which is a failure.' } },
  review: { ...review, checked: false },
};

export const donePanel: PanelModel = {
  ...reviewingPanel,
  phase: 'done',
  review: { ...review, openCount: 0, files: review.files.map((file) => ({ ...file, decision: 'accepted' })) },
  end: { state: 'accepted', text: 'Accepted: 3 files changed in your workspace.', canUndo: true },
};

export const noSalePanel: PanelModel = {
  ...judgedPanel,
  phase: 'done',
  award: null,
  cards: { mini: failedCard },
  order: ['mini'],
  end: {
    state: 'noSale',
    text: 'No valid bid came in, so there is nothing to award.',
    canUndo: false,
  },
};

/** The winner's plan was rewritten after past wins; the plan it bid first is there to compare. */
export const refinedPanel: PanelModel = {
  ...judgedPanel,
  award: {
    ...judgedPanel.award!,
    why: 'By its refined plan. 4 times cheaper than Qwen3 32B, and the jury gives its plan 4.0 of 5 against 4.3.',
  },
  cards: {
    ...judgedCards,
    q8: {
      ...judgedCards['q8']!,
      refined: {
        text: 'refined after 2 past wins',
        won: true,
        otherPlan: plan.replace('Tokenise the whole string', 'Change the expression').replace(/3\. .*\n/u, ''),
      },
    },
    q4: {
      ...judgedCards['q4']!,
      refined: {
        text: 'refined, not better',
        won: false,
        otherPlan: 'Change the regular expression and run the tests.',
      },
    },
  },
  footer: [...judgedPanel.footer, 'Second round: 2 cheaper bidders rewrote after past wins; like tasks found by words'],
};

/** The same with these bidders only. */
export function biddersPanel(panel: PanelModel, ids: readonly string[]): PanelModel {
  const cards = Object.entries(panel.cards).filter(([id]) => ids.includes(id));
  return { ...panel, cards: Object.fromEntries(cards), order: panel.order.filter((id) => ids.includes(id)) };
}

/** The first winner's check failed; the next bidder's work is under review. */
export const reauctionedPanel: PanelModel = {
  ...reviewingPanel,
  cards: { ...judgedCards, q32: { ...judgedCards['q32']!, awarded: true } },
  work: {
    ...reviewingPanel.work!,
    bidderName: 'Qwen3 32B',
    attempt: 2,
    earlier: [
      {
        number: 1,
        bidderName: 'Qwen3 8B',
        text: 'The check ended with exit code 1, which is a failure.',
        costUsd: 0.0112,
      },
    ],
  },
  review: {
    ...review,
    attempt: 2,
    choices: [
      {
        number: 1,
        bidderName: 'Qwen3 8B',
        text: 'The check ended with exit code 1, which is a failure.',
        costUsd: 0.0112,
      },
      { number: 2, bidderName: 'Qwen3 32B', text: 'passed', costUsd: 0.031 },
    ],
  },
};

/** An auction of last week, reopened. */
export const pastAuctionPanel: PanelModel = {
  ...donePanel,
  runId: 'past:run-0',
  practice: false,
  task: { ...task, anchors: [], check: '', baseline: { state: 'none', text: '' } },
  past: { endedAtMs: Date.UTC(2026, 10, 16, 9, 30), running: false },
  award: {
    ...given,
    name: 'local/q8',
    quotedJudge: 'local/q14',
    figures: [],
    buttonTitle: '',
    buttonNote: '',
    afterwards: '',
    otherRule: '',
  },
  cards: Object.fromEntries(
    Object.entries(refinedPanel.cards).map(([id, card]) => [
      id,
      {
        ...card,
        name: `local/${id}`,
        priceText: card.priceText.split(',')[0] ?? '',
        canAward: false,
        elapsedMs: 0,
        awarded: id === 'q8',
      },
    ]),
  ),
  work: {
    ...work,
    bidderName: 'local/q32',
    attempt: 2,
    earlier: [{ number: 1, bidderName: 'local/q8', text: 'check failed, exit code 1', costUsd: 0.0112 }],
    steps: [],
    now: '',
    check: { state: 'passed', text: 'check passed, exit code 0' },
    capUsd: 0,
  },
  review: null,
  end: { state: 'accepted', text: 'Accepted: 2 files changed.', canUndo: false },
  footer: ['In all $0.052: bids $0.0021, jury $0.0034, refining $0, work $0.046'],
};

/** A judged auction of 16 bidders and judges with names as long as real ones get. */
export function crowdedPanel(): PanelModel {
  const ids = Array.from({ length: 16 }, (_, index) => `bidder-${index + 1}`);
  const name = (index: number): string => `provider/some_family_instruct_${index + 1}b_2507_awq_int4_long_name`;
  const cards = ids.map((bidderId, index): CardModel => ({
    ...judged(index % 4, {}),
    bidderId,
    name: name(index),
    rank: index + 1,
    tokens: 300,
    tag: index === 0 ? 'winner' : index === 1 ? 'runnerUp' : 'none',
    terms: { cost: 0.02 * index, jury: 0.5, entropy: 0.05, z: 0.02 * index - 0.55 },
    judges: ids.map((judgeId, judge) => ({
      judgeId,
      name: name(judge),
      own: judge === index,
      score: (judge + index) % 6,
      reason: reasons[judge % 4] ?? '',
    })),
  }));
  return {
    ...judgedPanel,
    award: { ...judgedPanel.award!, bidderId: 'bidder-1', name: name(0), buttonTitle: `Award to ${name(0)}` },
    cards: Object.fromEntries(cards.map((card) => [card.bidderId, card])),
    order: ids,
  };
}

const kept = new Set([
  'runId',
  'phase',
  'bidderId',
  'judgeId',
  'awardedTo',
  'tone',
  'action',
  'state',
  'tag',
  'kind',
  'decision',
]);

/** The same model with every free text replaced; identifiers and states stay, so that it is drawn as before. */
export function withTexts(panel: PanelModel, text: string): PanelModel {
  const replace = (value: unknown): unknown => {
    if (typeof value === 'string') return text;
    if (Array.isArray(value)) return value.map(replace);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, entry]) => [key, kept.has(key) ? (entry as unknown) : replace(entry)]),
    );
  };
  return { ...(replace(panel) as PanelModel), order: panel.order };
}
