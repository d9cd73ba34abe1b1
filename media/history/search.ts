import type { PastAuction } from '../../src/views/historyProtocol';
import { formatMoment, formatUsd } from '../shared/format';

/** The auctions whose row holds every word of the query, letters' case aside; all of them for an empty query. */
export function matching(auctions: readonly PastAuction[], query: string): readonly PastAuction[] {
  const words = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return auctions;
  return auctions.filter((auction) => {
    const row = rowText(auction).toLowerCase();
    return words.every((word) => row.includes(word));
  });
}

/** All that a row says. */
function rowText({ title, endedAtMs, winner, verdict, endText, costUsd }: PastAuction): string {
  return [title, formatMoment(endedAtMs), winner, verdict, endText, formatUsd(costUsd)].join(' ');
}
