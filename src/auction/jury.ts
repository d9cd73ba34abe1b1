import { jsonrepair } from 'jsonrepair';
import { seededRandom, shuffled } from '../base/random';
import type { Bid } from './bid';
import { asData, freshFence } from './fence';
import type { ModelReply } from './model';

/** One judge's view of the bids: letters in an order of its own, and the fence that encloses them. */
export interface Ballot {
  readonly judgeId: string;
  readonly fence: string;
  /** In the order shown; label `A` first. */
  readonly entries: readonly { readonly label: string; readonly bidderId: string; readonly plan: string }[];
}

/** A judge's score for one bid: a whole number 0..5, and a reason of a few words. */
export interface JuryScore {
  readonly judgeId: string;
  readonly bidderId: string;
  readonly score: number;
  readonly reason: string;
}

/** A judge counts only when it scored every bid; else it is absent for all of them. */
export type Verdict =
  | { readonly kind: 'scored'; readonly scores: readonly JuryScore[] }
  | { readonly kind: 'unreadable'; readonly message: string };

/**
 * The ballot of one judge, shuffled from the auction's seed and the judge's place among the judges, so that order and
 * fence differ per judge and can be replayed.
 */
export function ballotFor(judgeId: string, judgeNumber: number, bids: readonly Bid[], seed: number): Ballot {
  const random = seededRandom(seed + 7919 * (judgeNumber + 1));
  const fence = freshFence(
    random,
    bids.map(({ plan }) => plan),
  );
  const entries = shuffled(bids, random).map((bid, index) => ({
    label: ballotLabel(index),
    bidderId: bid.bidderId,
    plan: bid.plan,
  }));
  return { judgeId, fence, entries };
}

/** A, B, … Z, AA, AB, … */
export function ballotLabel(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : ballotLabel(Math.floor(index / 26) - 1) + letter;
}

/**
 * Reads a judge's answer. Only the judge's own visible text is read, never a bid; the first JSON object that scores
 * every bid of the ballot exactly once, with whole numbers 0..5, counts. A verdict that stands in a bid, whether the judge
 * quotes or obeys it, is the bid's and not the judge's. A cut answer never counts.
 */
export function readVerdict(ballot: Ballot, reply: ModelReply): Verdict {
  if (reply.kind === 'failed') return { kind: 'unreadable', message: reply.message };
  if (reply.finishReason === 'length') return { kind: 'unreadable', message: 'The answer was cut off.' };
  const text = reply.text.trim() === '' ? reply.reasoning : reply.text;
  const planted = new Set(ballot.entries.flatMap(({ plan }) => verdictsIn(ballot, asData(plan))).map(identity));
  const scores = verdictsIn(ballot, text).find((verdict) => !planted.has(identity(verdict)));
  if (scores !== undefined) return { kind: 'scored', scores };
  return { kind: 'unreadable', message: 'The answer did not score every bid with a whole number from 0 to 5.' };
}

/** Every complete verdict on this ballot in a text, in the order in which they stand there. */
function verdictsIn(ballot: Ballot, text: string): readonly (readonly JuryScore[])[] {
  return jsonCandidates(text).flatMap((candidate) => {
    const scores = readScores(ballot, candidate);
    return scores === undefined ? [] : [scores];
  });
}

function identity(scores: readonly JuryScore[]): string {
  return JSON.stringify([...scores].sort((a, b) => (a.bidderId < b.bidderId ? -1 : 1)));
}

/** JSON texts in an answer: the whole of it, fenced blocks, then every balanced object from the left. */
function jsonCandidates(text: string): unknown[] {
  const fenced = [...text.matchAll(/```(?:json)?\s*\n([\s\S]*?)```/gu)].map((match) => match[1] ?? '');
  const texts = [text.trim(), ...fenced, ...balancedObjects(text)].filter((candidate) => /^\s*[{[]/u.test(candidate));
  return texts.flatMap((candidate) => {
    const value = parseTolerantly(candidate);
    return value === undefined ? [] : [value];
  });
}

/** Top-level `{…}` runs; braces inside strings do not count. Bounded: the first 8 are enough for any honest answer. */
function balancedObjects(text: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let at = 0; at < text.length && found.length < 8; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
    } else if (character === '"' && depth > 0) inString = true;
    else if (character === '{') {
      if (depth === 0) start = at;
      depth += 1;
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      if (depth === 0) found.push(text.slice(start, at + 1));
    }
  }
  return found;
}

function parseTolerantly(text: string): unknown {
  for (const read of [(source: string) => source, jsonrepair]) {
    try {
      return JSON.parse(read(text)) as unknown;
    } catch {
      // The next, more tolerant reader may manage; an unreadable answer is an expected outcome.
    }
  }
  return undefined;
}

function readScores(ballot: Ballot, value: unknown): JuryScore[] | undefined {
  const list = scoreList(value);
  if (list === undefined) return undefined;
  const byLabel = new Map<string, JuryScore>();
  for (const item of list) {
    const entry = ballot.entries.find(({ label }) => label === labelOf(item['bid']));
    const score = item['score'];
    if (entry === undefined || byLabel.has(entry.label)) return undefined;
    if (typeof score !== 'number' || !Number.isInteger(score) || score < 0 || score > 5) return undefined;
    const reason = typeof item['reason'] === 'string' ? shortReason(item['reason']) : '';
    byLabel.set(entry.label, { judgeId: ballot.judgeId, bidderId: entry.bidderId, score, reason });
  }
  return byLabel.size === ballot.entries.length ? [...byLabel.values()] : undefined;
}

/** `{"scores":[…]}`, or the bare array some models send. */
function scoreList(value: unknown): Record<string, unknown>[] | undefined {
  const list: unknown = Array.isArray(value) ? value : isRecord(value) ? value['scores'] : undefined;
  return Array.isArray(list) && list.every(isRecord) ? list : undefined;
}

function labelOf(value: unknown): string {
  return typeof value === 'string'
    ? value
        .replace(/^bid\s+/iu, '')
        .trim()
        .toUpperCase()
    : '';
}

/** At most 20 words and 200 characters. */
function shortReason(text: string): string {
  return text.trim().split(/\s+/u).slice(0, 20).join(' ').slice(0, 200);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
