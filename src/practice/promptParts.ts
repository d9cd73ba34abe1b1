import { moves } from '../auction/prompts';
import type { ChatRequest } from './chatRequest';

/** What a request asks for; `other` is anything that does not come from an auction, a probe for instance. */
export type Phase = keyof typeof moves | 'other';

/** A prompt of the market, taken apart. */
export interface PromptParts {
  readonly phase: Phase;
  /** The task and its context: what all phases share. */
  readonly sharedText: string;
  /** The phase's own section, without its heading. */
  readonly section: string;
  /** Assistant messages so far: the number of the turn to answer. */
  readonly turn: number;
  /** Text of everything after the first user message. */
  readonly laterText: string;
}

/**
 * Takes a request apart. The first user message holds task, context and the section of the phase; the last heading in it
 * counts, since a context may quote one (this file does).
 */
export function readPrompt(request: ChatRequest): PromptParts {
  const first = request.messages.findIndex(({ role }) => role === 'user');
  const text = request.messages[first]?.text ?? '';
  const heading = lastHeading(text);
  const later = request.messages.slice(first + 1);
  return {
    phase: heading?.phase ?? 'other',
    sharedText: text.slice(0, heading?.start ?? text.length),
    section: heading === undefined ? '' : text.slice(heading.end),
    turn: later.filter(({ role }) => role === 'assistant').length,
    laterText: later
      .filter(({ role }) => role !== 'assistant')
      .map((message) => message.text)
      .join('\n'),
  };
}

function lastHeading(text: string): { phase: Phase; start: number; end: number } | undefined {
  const found = (Object.keys(moves) as (keyof typeof moves)[])
    .map((phase) => ({ phase, start: `\n${text}\n`.lastIndexOf(`\n${moves[phase]}\n`) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => b.start - a.start)[0];
  return found && { ...found, end: found.start + moves[found.phase].length };
}

/** A bid as the judge's section shows it. */
export interface ListedBid {
  readonly label: string;
  readonly plan: string;
}

/** The bids of a judge's section, in the order shown. Lines between the fences are never read as headings. */
export function readListedBids(section: string): readonly ListedBid[] {
  const bids: ListedBid[] = [];
  const rows = section.split('\n');
  for (let row = 0; row < rows.length; row += 1) {
    const match = /^Bid ([A-Z]+), between the lines that read ([a-z0-9]{12}):$/u.exec(rows[row] ?? '');
    const [, label, fence] = match ?? [];
    if (label === undefined || fence === undefined || rows[row + 1] !== fence) continue;
    const end = rows.indexOf(fence, row + 2);
    if (end === -1) return bids;
    bids.push({ label, plan: rows.slice(row + 2, end).join('\n') });
    row = end;
  }
  return bids;
}
