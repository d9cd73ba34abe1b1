/**
 * What the panel and its host say to each other. The host sends one snapshot on `ready`, then patches with rising
 * sequence numbers, at most ten a second; a client that misses a number asks for a new snapshot by `ready`.
 * Every string that came from a model or a repository is plain text for `textContent`.
 */
export type ToPanel =
  | { readonly type: 'snapshot'; readonly sequence: number; readonly panel: PanelModel }
  /** Only what changed. `cards` holds the changed cards only; `order` is the whole rank order when it changed. */
  | { readonly type: 'patch'; readonly sequence: number; readonly patch: PanelPatch }
  /** Opens the plan of this bid for editing, as the palette's Edit Plan does. */
  | { readonly type: 'editPlan'; readonly bidderId: string };

export type FromPanel =
  | { readonly type: 'ready' }
  | { readonly type: 'award'; readonly runId: string; readonly bidderId: string; readonly plan?: string }
  | { readonly type: 'noSale'; readonly runId: string }
  | { readonly type: 'cancel'; readonly runId: string }
  | { readonly type: 'rerun'; readonly runId: string }
  | { readonly type: 'reviewChanges'; readonly runId: string }
  | { readonly type: 'acceptAll'; readonly runId: string }
  | { readonly type: 'rejectAll'; readonly runId: string }
  | { readonly type: 'openChange'; readonly runId: string; readonly path: string }
  | { readonly type: 'showTerminal'; readonly runId: string }
  /** Lays the changes of another attempt out for review; 1-based, as shown. */
  | { readonly type: 'reviewAttempt'; readonly runId: string; readonly attempt: number }
  /** Back from a past auction to what goes on now. */
  | { readonly type: 'closePast' }
  /** One of the fixed actions of an empty or finished panel. */
  | { readonly type: 'action'; readonly action: PanelAction };

export type PanelAction =
  'startPractice' | 'configureEndpoints' | 'chooseInvited' | 'auctionTask' | 'setApiKey' | 'undoAccept' | 'changeCheck';

export type PanelPhase = 'idle' | 'bidding' | 'judged' | 'awarded' | 'working' | 'checking' | 'reviewing' | 'done';

export interface PanelModel {
  /** Empty when idle. */
  readonly runId: string;
  readonly phase: PanelPhase;
  /** True when scripted bidders answer; then always labelled "practice: scripted, no AI". */
  readonly practice: boolean;
  readonly task: TaskModel | null;
  /** Set when this is a past auction, reopened to be read; then nothing in the panel acts but the way back. */
  readonly past: PastModel | null;
  /** What is wrong or missing, in one sentence, with what to press. */
  readonly notice: NoticeModel | null;
  readonly award: AwardModel | null;
  /** By bidder id. */
  readonly cards: Readonly<Record<string, CardModel>>;
  /** Bidder ids in rank order; bidders that are out come last. */
  readonly order: readonly string[];
  readonly work: WorkModel | null;
  readonly review: ReviewModel | null;
  readonly end: EndModel | null;
  readonly footer: readonly string[];
}

export type PanelPatch = { readonly [K in keyof PanelModel]?: PanelModel[K] };

export interface TaskModel {
  readonly title: string;
  readonly text: string;
  /** Like `src/duration.js:14–38`. */
  readonly anchors: readonly string[];
  /** The command as a person would type it; empty when the task has no check. */
  readonly check: string;
  /** What a person must know about how the check runs; empty when it is confined with all limits. */
  readonly confinementNote: '' | 'not confined' | 'process limits not enforced';
  readonly baseline: {
    readonly state: 'copying' | 'none' | 'waiting' | 'running' | 'passed' | 'failed' | 'broken';
    readonly text: string;
  };
}

export interface PastModel {
  /** When it ended, milliseconds since the Unix epoch; what no calendar knows is shown as unknown. */
  readonly endedAtMs: number;
  /** True while an auction waits behind it. */
  readonly running: boolean;
}

export interface NoticeModel {
  readonly tone: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly { readonly title: string; readonly action: PanelAction }[];
}

export interface AwardModel {
  readonly bidderId: string;
  readonly name: string;
  /** The winner's z; lower is better. Null for a bidder that was not asked for a bid. */
  readonly z: number | null;
  /** One sentence made from the numbers. */
  readonly why: string;
  /** A juror's reason, quoted; empty when none was given. */
  readonly quote: string;
  readonly quotedJudge: string;
  /** Expected cost, chance to pass, the jury's mind: only what is known, at most three. */
  readonly figures: readonly FigureModel[];
  readonly buttonTitle: string;
  /** What pressing Award agrees to, on the button: how many attempts and how much money at most. */
  readonly buttonNote: string;
  /** What happens after the press and if the check fails. */
  readonly afterwards: string;
  /** True while Award can be pressed. */
  readonly open: boolean;
  /** The bidder that got the award, once given; may differ from `bidderId`. */
  readonly awardedTo: string;
  readonly planEdited: boolean;
  /** What the other rule would have chosen, in words; empty when nothing is to be said. */
  readonly otherRule: string;
}

/** One number to weigh: `Pass chance`, `62 %`, `then good: 91 %`. */
export interface FigureModel {
  readonly label: string;
  readonly value: string;
  readonly note: string;
}

export interface CardModel {
  readonly bidderId: string;
  readonly name: string;
  /** 1-based; 0 while unranked or out. */
  readonly rank: number;
  /** `waiting`: not asked for a bid; may be awarded all the same. */
  readonly state: 'waiting' | 'invited' | 'writing' | 'bid' | 'judged' | 'out';
  /** What the state means, in words: "writing", "timed out: no first token in 60 s". */
  readonly stateText: string;
  /** Like "$0.09 per Mt, shadow price". */
  readonly priceText: string;
  /** Counted tokens of the plan; 0 until known. */
  readonly tokens: number;
  readonly plan: string;
  /** The terms of z = cost - jury - entropy; null until scored. */
  readonly terms: { readonly cost: number; readonly jury: number; readonly entropy: number; readonly z: number } | null;
  /** Like "0.31 nats" or "not reported". */
  readonly entropyText: string;
  readonly judges: readonly JudgeModel[];
  /** What became of the second round for this bidder; null when it was not asked to refine. */
  readonly refined: RefinedModel | null;
  readonly tag: 'winner' | 'runnerUp' | 'none';
  readonly awarded: boolean;
  readonly canAward: boolean;
  /** USD spent on this bidder in this auction so far; -1 when unknown. */
  readonly costUsd: number;
  /** Milliseconds from invitation to the end of the bid; 0 until then. */
  readonly elapsedMs: number;
}

export interface RefinedModel {
  /** In words: "refined after 2 past wins", "refined, not better", "refining". */
  readonly text: string;
  /** True when plan, terms and judges of the card are those of the refined bid. */
  readonly won: boolean;
  /** The other plan: the first one when the refined one won, else the refined one; may be empty. */
  readonly otherPlan: string;
}

export interface JudgeModel {
  readonly judgeId: string;
  readonly name: string;
  /** The judge scored its own bid. */
  readonly own: boolean;
  /** 0..5. */
  readonly score: number;
  readonly reason: string;
}

export interface WorkModel {
  readonly bidderName: string;
  readonly attempt: number;
  /** The attempts before this one, oldest first; their changes stay reviewable. */
  readonly earlier: readonly AttemptModel[];
  /** Why nobody further was tried after a failed check; empty while that is open or the check passed. */
  readonly stopReason: string;
  readonly steps: readonly { readonly title: string; readonly detail: string; readonly state: 'ok' | 'failed' }[];
  /** The step in progress, in words; empty when none. */
  readonly now: string;
  readonly check: {
    readonly state: 'none' | 'running' | 'passed' | 'failed' | 'broken';
    readonly text: string;
  };
  readonly spentUsd: number;
  /** USD cap for this task; 0 when none is set. */
  readonly capUsd: number;
}

export interface AttemptModel {
  /** 1-based. */
  readonly number: number;
  readonly bidderName: string;
  /** How its check went, in words. */
  readonly text: string;
  readonly costUsd: number;
}

export interface ReviewModel {
  readonly files: readonly {
    readonly path: string;
    readonly kind: 'created' | 'modified' | 'deleted';
    readonly additions: number;
    readonly deletions: number;
    readonly decision: 'open' | 'accepted' | 'rejected' | 'refused';
    readonly note: string;
    readonly flags: readonly string[];
  }[];
  readonly openCount: number;
  /** The attempt whose changes these are, 1-based. */
  readonly attempt: number;
  /** All attempts that left changes, when there is more than one and one may still be chosen. */
  readonly choices: readonly AttemptModel[];
  /** True when the check passed on exactly this proposal. */
  readonly checked: boolean;
}

export interface EndModel {
  readonly state: 'accepted' | 'rejected' | 'noSale' | 'cancelled' | 'failed';
  readonly text: string;
  readonly canUndo: boolean;
}
