import type { FromHistory, HistoryModel } from '../../src/views/historyProtocol';

/** What the view itself remembers over a reload. */
export interface HistoryUi {
  readonly query: string;
  /** Auctions listed of each part. */
  readonly listed: number;
}

/** Auctions listed before anybody asks for more. */
export const listedAtFirst = 8;

/** What every component gets. */
export interface HistoryContext {
  readonly history: HistoryModel;
  readonly ui: HistoryUi;
  post(message: FromHistory): void;
  /** Changes the view's own state, saves it and draws again. */
  update(change: Partial<HistoryUi>): void;
}

/** Reads what an earlier life of the view saved; anything unexpected counts as not saved. */
export function readHistoryUi(saved: unknown): HistoryUi {
  const query = typeof saved === 'object' && saved !== null && 'query' in saved ? saved.query : '';
  return { query: typeof query === 'string' ? query.slice(0, 200) : '', listed: listedAtFirst };
}
