import { randomInt, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { builtInProfile } from '../auction/profile';
import type { Task } from '../auction/task';
import { systemClock } from '../base/clock';
import { secretKeys } from '../config/keys';
import { readSettings, type Settings } from '../config/settings';
import { appendLedgerEntry } from '../ledger/ledgerEntry';
import { appendAuctionRecord } from '../memory/auctionRecord';
import { createOpenAiModels } from '../models/openAiModels';
import { editorApplyPort } from '../review/editorApplyVscode';
import type { RunPorts } from '../run/runPorts';
import type { RunRequest } from '../run/runRequest';
import { type RunHandle, startRun } from '../run/startRun';
import { createSandbox } from '../sandbox/createSandbox';
import { runCheck } from '../sandbox/runCheck';
import { configuredMarket, type Market, practiceMarket } from './market';
import { isPracticeFolder } from './practice';
import { type Services, storagePaths } from './services';
import { dirtyBuffers, visibleFiles, workspaceReader } from './workspaceFiles';

/** Limits of one attempt. Ours, untested on real models: enough for small tasks, an end for loops. */
const agentLimits = { maxTurns: 30, maxOutputTokensPerTurn: 4096, maxSeconds: 900 };

/** How long a local server may take to load a model before its first token. */
const localFirstTokenMs = 180_000;

/** A task with the folder it belongs to. */
export interface AuctionOrder {
  readonly folder: vscode.WorkspaceFolder;
  readonly task: Task;
  readonly award?: 'review' | 'automatic';
}

/** Puts a task to auction and shows it: every way into Gavel ends here. */
export async function openAuction(services: Services, order: AuctionOrder): Promise<RunHandle> {
  services.active.assertFree();
  const settings = readSettings();
  const market = isPracticeFolder(services.context, order.folder) ? await practiceMarket() : configuredMarket(settings);
  const ports = await portsFor(services, order, market);
  const handle = startRun(requestFor(order, market, settings), ports);
  void handle.finished.finally(() => market.close());
  services.active.show({
    handle,
    folder: order.folder,
    again: async () => {
      await openAuction(services, order);
    },
  });
  await vscode.commands.executeCommand('gavel.bids.focus');
  return handle;
}

function requestFor(order: AuctionOrder, market: Market, settings: Settings): RunRequest {
  return {
    runId: randomUUID(),
    task: order.task,
    invited: market.invited,
    practice: market.practice,
    profile: builtInProfile,
    seed: randomInt(2 ** 31),
    award: order.award ?? settings.award,
    bidDeadlineMs: settings.bidDeadlineMs,
    localFirstTokenMs,
    capUsd: settings.taskCapUsd,
    limits: agentLimits,
    checkTimeoutMs: settings.checkTimeoutMs,
    workspaceRoot: order.folder.uri.fsPath,
  };
}

async function portsFor(services: Services, order: AuctionOrder, market: Market): Promise<RunPorts> {
  const { context, log, terminal } = services;
  const paths = storagePaths(context);
  const folder = order.folder.uri.fsPath;
  const confinement = await services.confinement();
  return {
    models: createOpenAiModels({ endpoints: market.endpoints, keys: secretKeys(context.secrets), log }),
    clock: systemClock,
    log,
    listFiles: () => visibleFiles(folder),
    readText: workspaceReader(folder),
    mayShow: (origin) => services.mayShow(origin),
    createSandbox: (signal) =>
      createSandbox({
        workspaceRoot: folder,
        sandboxesFolder: paths.sandboxes,
        openBuffers: dirtyBuffers(folder),
        signal,
      }),
    confinement,
    runCheck: (label, request, options) =>
      terminal.run(label, (...check) => runCheck(...check, confinement), request, options),
    apply: editorApplyPort(),
    journalFolder: paths.journals,
    appendLedger: (entry) => appendLedgerEntry(paths.ledger, entry),
    appendMemory: (record) => appendAuctionRecord(paths.memory, record),
  };
}
