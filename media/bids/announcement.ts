import type { PanelModel } from '../../src/views/protocol';
import { own } from '../shared/own';

/**
 * What a screen reader should hear about the way from one model to the next: who wins, the award, the check's result,
 * the review and the end. Streaming and single bids stay silent. Empty when there is nothing to say.
 */
export function announcement(before: PanelModel, after: PanelModel): string {
  return [endNews(before, after), noticeNews(before, after), reviewNews(before, after), checkNews(before, after)]
    .concat(awardNews(before, after))
    .filter((news) => news !== '')
    .join(' ');
}

function endNews(before: PanelModel, after: PanelModel): string {
  return after.end !== null && after.end.text !== before.end?.text ? after.end.text : '';
}

function noticeNews(before: PanelModel, after: PanelModel): string {
  return after.notice !== null && after.notice.text !== before.notice?.text ? after.notice.text : '';
}

function reviewNews(before: PanelModel, after: PanelModel): string {
  if (after.review === null || before.review !== null) return '';
  const count = after.review.files.length;
  return `${count} ${count === 1 ? 'changed file is' : 'changed files are'} ready for review.`;
}

function checkNews(before: PanelModel, after: PanelModel): string {
  const state = after.work?.check.state ?? 'none';
  if (state === 'none' || state === 'running' || state === (before.work?.check.state ?? 'none')) return '';
  return `Check ${state}. ${after.work?.check.text ?? ''}`;
}

function awardNews(before: PanelModel, after: PanelModel): string {
  const { award } = after;
  if (award === null) return '';
  if (award.awardedTo !== '' && award.awardedTo !== before.award?.awardedTo) {
    return `Awarded to ${own(after.cards, award.awardedTo)?.name ?? award.name}.`;
  }
  const known = before.award?.bidderId === award.bidderId;
  return known ? '' : `${award.name} wins. ${award.why}`;
}
