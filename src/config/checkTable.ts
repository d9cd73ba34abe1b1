import type { Bidder } from '../auction/bidder';
import type { ModelReply } from '../auction/model';
import { visibleText } from '../base/visibleText';
import type { ModelFacts } from '../models/modelFacts';
import { capabilityWords, priceWords } from './bidderWords';

/** How one tiny call ended. `reply` is absent for a bidder that was not asked. */
export interface CheckedBidder {
  readonly bidder: Bidder;
  readonly endpointName: string;
  readonly facts: ModelFacts | undefined;
  readonly reply?: ModelReply;
  readonly tookMs?: number;
  /** Why nobody was asked. */
  readonly skipped?: string;
}

/** The checked bidders as a Markdown table, with what went wrong below it in whole sentences. */
export function checkTable(rows: readonly CheckedBidder[], place: string): string {
  const heads = ['Bidder', 'Endpoint', 'Answer', 'Took', 'Price'];
  const cells = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const problems = rows.flatMap(({ reply, skipped }) =>
    skipped !== undefined ? [`- ${skipped}`] : reply?.kind === 'failed' ? [`- ${visibleText(reply.message)}`] : [],
  );
  const spent = rows.reduce((sum, { reply }) => sum + (reply?.planRequests ?? 0), 0);
  const failed = rows.filter(({ reply }) => reply?.kind !== 'complete').length;
  return [
    '# Bidders',
    '',
    `${rows.length - failed} of ${rows.length} answered. One tiny call was made to each, from ${place}; no text of your workspace was sent.`,
    ...(rows.some(({ reply }) => reply?.planRequests !== undefined)
      ? ['', `Requests spent of your plan with the models of VS Code: ${spent}.`]
      : []),
    '',
    ...[lines[0] ?? '', rule, ...lines.slice(1)],
    '',
    '## What they can',
    '',
    ...rows.map(abilities),
    ...(problems.length > 0 ? ['', '## What to do', '', ...problems] : []),
    '',
  ].join('\n');
}

function cellsOf({ bidder, endpointName, reply, tookMs, skipped }: CheckedBidder): readonly string[] {
  return [
    cell(bidder.name),
    cell(endpointName),
    skipped !== undefined
      ? 'not asked'
      : reply?.kind === 'complete'
        ? answered(bidder, reply)
        : `no: ${reply?.reason ?? ''}`,
    tookMs === undefined ? '' : `${(tookMs / 1000).toFixed(1)} s`,
    cell(priceWords(bidder)),
  ];
}

/** Some servers answer with another model than the one asked for. */
function answered({ modelId }: Bidder, { answeredBy }: Extract<ModelReply, { kind: 'complete' }>): string {
  return answeredBy === undefined || answeredBy === modelId ? 'yes' : cell(`yes, as ${answeredBy}`);
}

function abilities({ bidder, facts }: CheckedBidder): string {
  const { fit, seen } = facts ?? {};
  const words = [
    capabilityWords(bidder),
    fit?.maxTokensName ?? '',
    seen?.usageInStreams === false ? 'no usage in streams' : '',
    seen?.logprobs === true ? `${seen.alternatives ?? 0} alternatives` : '',
  ].filter((word) => word !== '');
  return `- ${cell(bidder.name)}: ${words.join(', ')}`;
}

function cell(text: string): string {
  return visibleText(text).replace(/[\r\n|]+/gu, ' ');
}
