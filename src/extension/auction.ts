import * as vscode from 'vscode';
import type { Task } from '../auction/task';
import { readSettings, type Settings } from '../config/settings';
import { type RunHandle, startRun } from '../run/startRun';
import type { CheckGrant } from '../sandbox/checkGrant';
import type { ClickedCheck } from './checkClick';
import { askLocalServers } from './localFacts';
import { configuredMarket, type Market, practiceMarket } from './market';
import { offerCommit } from './offerCommit';
import { holdForThisWindow } from './oneWindow';
import { isPracticeFolder } from './practice';
import { runPortsFor } from './runPortsFor';
import type { Records } from './records';
import { type Past, runRequestFor } from './runRequestFor';
import type { Services } from './services';
import { consentTo } from './unconfinedConsent';

/** A task with the folder it belongs to. */
export interface AuctionOrder {
  readonly folder: vscode.WorkspaceFolder;
  readonly task: Task;
  readonly award?: 'review' | 'automatic';
  /** From the click on the task's check, when one was just given for this task. */
  readonly grant?: CheckGrant | undefined;
}

/**
 * Puts a task to auction and shows it: every way into Gavel ends here. `begun` gets the run before its first event.
 * Throws a `UserFacingError` when no auction can begin.
 */
export async function openAuction(
  services: Services,
  order: AuctionOrder,
  begun?: (handle: RunHandle) => void,
): Promise<RunHandle> {
  services.active.assertFree();
  const release = await holdForThisWindow(services, order);
  try {
    const handle = await beginAuction(services, order, begun);
    void handle.finished.finally(release);
    return handle;
  } catch (error) {
    release();
    throw error;
  }
}

async function beginAuction(
  services: Services,
  order: AuctionOrder,
  begun: ((handle: RunHandle) => void) | undefined,
): Promise<RunHandle> {
  const grant = await consentTo(services, order.folder, { check: order.task.check, grant: order.grant });
  const settings = readSettings();
  const market = await marketFor(services, order.folder, settings);
  let handle: RunHandle;
  try {
    const records = await services.records();
    const past = await readPast(records, services);
    const ports = await runPortsFor(services, order, market, records);
    // Another auction may have begun meanwhile; from here to `show` nothing waits, so that no run goes unseen.
    services.active.assertFree();
    handle = startRun({ ...runRequestFor(order, market, settings, past), grant }, ports);
  } catch (error) {
    await market.close();
    throw error;
  }
  begun?.(handle);
  void handle.finished.finally(() => market.close());
  if (order.task.issue !== undefined) void offerCommit({ handle, folder: order.folder }, services.log);
  services.active.show({
    handle,
    folder: order.folder,
    again: async (changed) => {
      // The click was for the run before; this one has its own or none.
      await openAuction(services, { ...order, task: withCheck(order.task, changed), grant: changed?.grant });
    },
  });
  await vscode.commands.executeCommand('gavel.bids.focus');
  return handle;
}

function withCheck(task: Task, changed: ClickedCheck | undefined): Task {
  if (changed === undefined) return task;
  const { check } = changed;
  if (check !== undefined) return { ...task, check };
  const unchecked: { check?: unknown } & Omit<Task, 'check'> = { ...task };
  delete unchecked.check;
  return unchecked as Task;
}

/** What past auctions taught; a damaged file is said in the log and taught nothing. */
async function readPast({ ledger, memory, profiles }: Records, { log }: Services): Promise<Past> {
  const [entries, auctions, kept] = await Promise.all([ledger.read(), memory.all(), profiles.read()]);
  if (kept.problem !== undefined) log.warn(`${kept.problem} The built-in ones stay.`);
  return { ledger: entries.records, memory: auctions.records, profiles: kept.profiles };
}

async function marketFor(services: Services, folder: vscode.WorkspaceFolder, settings: Settings): Promise<Market> {
  if (isPracticeFolder(services.context, folder)) return practiceMarket();
  await askLocalServers(services, settings.endpoints);
  return configuredMarket(settings, services.facts);
}
