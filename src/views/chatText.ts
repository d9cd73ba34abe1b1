import { fenced } from '../agent/fence';
import { visibleText } from '../base/visibleText';
import type { AwardModel, CardModel, PanelModel } from './protocol';

/**
 * Foreign text as plain words inside Markdown: on one line, every mark escaped, so that it makes no link, image, table or
 * heading, and nothing in it becomes an address to press.
 */
export function plainMarkdown(text: string): string {
  return visibleText(text)
    .replace(/\s+/gu, ' ')
    .trim()
    .replace(/[!-/:-@[-`{-~]/gu, '\\$&');
}

/** A panel's bids as Markdown: the task, one entry for each bidder in rank order, and how far the auction is. A list, as a chat is too narrow for a table. */
export function bidsMarkdown(panel: PanelModel): string {
  const bids = panel.order.flatMap((id) => {
    const card = panel.cards[id];
    return card === undefined ? [] : [bidEntry(card)];
  });
  return [`**${plainMarkdown(panel.task?.title ?? '')}**`, practiceText(panel), bids.join('\n'), stateText(panel)]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** Why the award is proposed as it is, from the numbers; a juror's reason stands apart, as a quote. */
export function explainMarkdown(panel: PanelModel): string {
  const { award } = panel;
  if (award === null)
    return [bidsMarkdown(panel), plainMarkdown(panel.notice?.text ?? '')].filter(Boolean).join('\n\n');
  const winner = panel.cards[award.bidderId];
  return [
    `**${plainMarkdown(award.name)}** ${plainMarkdown(award.why)}`,
    winner?.terms ? termsText(winner.terms) : '',
    award.quote === ''
      ? ''
      : `A juror, ${plainMarkdown(award.quotedJudge)}, wrote of this plan:\n\n${fenced(award.quote)}`,
    ...[
      figuresText(award),
      award.otherRule,
      award.open ? `The award agrees to ${award.buttonNote}. ${award.afterwards}` : '',
    ].map(plainMarkdown),
    award.open ? '' : stateText(panel),
    plainMarkdown(panel.footer.find((line) => line.startsWith('Weights')) ?? ''),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** How far the auction is, in a sentence. */
export function stateText(panel: PanelModel): string {
  const { award, work, end, review } = panel;
  if (end !== null) return plainMarkdown(end.text);
  if (panel.phase === 'reviewing') {
    const check = work === null ? '' : ` ${plainMarkdown(work.check.text)}`;
    return `${review?.openCount ?? 0} files to review.${check}`;
  }
  if (work !== null) return `${plainMarkdown(work.bidderName)} is at work, attempt ${work.attempt}.`;
  if (award?.open === true) return `${plainMarkdown(award.name)} leads. The award is yours to give.`;
  return panel.phase === 'bidding' ? 'The market is still at work.' : '';
}

/** The numbers beside the award, as the panel shows them. */
function figuresText({ figures }: AwardModel): string {
  return figures.map(({ label, value, note }) => `${label}: ${value}${note === '' ? '' : ` (${note})`}`).join('; ');
}

function practiceText({ practice }: PanelModel): string {
  return practice ? '_practice: scripted, no AI_' : '';
}

function bidEntry({ rank, name, terms, stateText: state, refined, tag }: CardModel): string {
  const note = [tag === 'winner' ? 'leads' : '', refined?.won === true ? 'refined' : '', state];
  const notes = note.filter((part) => part !== '').map(plainMarkdown);
  const figures = terms === null ? [] : [`z ${figure(terms.z)}: ${sumText(terms)}`];
  return `${rank === 0 ? '-' : `${rank}.`} **${plainMarkdown(name)}** ${[...figures, ...notes].join('; ')}`;
}

function termsText(terms: NonNullable<CardModel['terms']>): string {
  return `z = ${sumText(terms)} = ${figure(terms.z)}; the lowest z leads.`;
}

function sumText({ cost, jury, entropy }: NonNullable<CardModel['terms']>): string {
  return `cost ${figure(cost)} − jury ${figure(jury)} − entropy ${figure(entropy)}`;
}

function figure(value: number): string {
  return value.toFixed(3).replace('-', '−');
}
