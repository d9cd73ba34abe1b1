import { type Disposable } from '../base/disposables';
import type { StatusBar } from '../views/statusBar';
import type { PanelVisibility } from './hiddenProgress';
import type { Services } from './services';

/**
 * Keeps the status bar's sum of the day: read from the ledger when the panel is first seen, when a run begins and when
 * one is on the ledger; never at activation. A ledger that cannot be read leaves the sum away; its own warning tells.
 */
export function showTodaysSpend(services: Services, status: StatusBar, panel: PanelVisibility): Disposable {
  const { active, log } = services;
  let readFor: string | undefined;
  const read = async (): Promise<void> => {
    const [{ spentUsd }, { localDay }, { ledger }] = await Promise.all([
      import('../ledger/statistics'),
      import('../ledger/localDay'),
      services.records(),
    ]);
    const { records: entries } = await ledger.read();
    status.spentToday(spentUsd(entries, localDay(Date.now())));
  };
  const update = (): void => {
    const run = active.current?.handle;
    const done = run?.state().phase === 'done';
    const moment = run === undefined ? '' : `${run.runId} ${String(done)}`;
    if (moment === readFor || (run === undefined && !panel.visible)) return;
    readFor = moment;
    const recorded = done ? run.finished.then(() => undefined) : Promise.resolve();
    void recorded.then(read).catch((error: unknown) => log.warn(`Today's spend is not known: ${String(error)}`));
  };
  const listeners = [active.onChange(update), panel.onVisibility(update)];
  return {
    dispose: () => {
      for (const listener of listeners) listener.dispose();
    },
  };
}
