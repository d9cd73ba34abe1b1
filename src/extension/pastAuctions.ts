import { historyModel } from '../views/historyModel';
import type { HistoryModel } from '../views/historyProtocol';
import { pastPanel } from '../views/pastPanel';
import type { PanelModel } from '../views/protocol';
import type { Services } from './services';

/** The ledger as the History view shows it. */
export async function readHistory(services: Services): Promise<HistoryModel> {
  return historyModel(await (await services.records()).ledger.read());
}

/** A past auction as the Bids panel shows it, or `undefined` when the ledger has none of this id. */
export async function readPast(services: Services, runId: string): Promise<PanelModel | undefined> {
  const { ledger, memory } = await services.records();
  const [entries, remembered] = await Promise.all([ledger.read(), memory.all()]);
  const entry = entries.records.find((candidate) => candidate.runId === runId);
  const record = remembered.records.find((candidate) => candidate.runId === runId);
  return entry === undefined ? undefined : pastPanel(entry, record);
}
