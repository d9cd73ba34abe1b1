import { basename } from 'node:path';
import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { refinementPairs } from '../auction/pastPlans';
import { systemClock } from '../base/clock';
import { visibleText } from '../base/visibleText';
import { readSettings } from '../config/settings';
import { privateDayPurse } from '../ledger/dayPurse';
import { workspaceIdOf } from '../memory/workspaceId';
import { editorApplyPort } from '../review/editorApplyVscode';
import type { RunPorts } from '../run/runPorts';
import { checkOwner, type Confinement } from '../sandbox/confinement';
import type { CheckResult } from '../sandbox/check';
import { createSandbox } from '../sandbox/createSandbox';
import { runCheck } from '../sandbox/runCheck';
import { sweepSandboxes } from '../sandbox/sandboxMarker';
import type { CopyProgress, SandboxOutcome, SandboxTree } from '../sandbox/sandboxTree';
import { agentPorts } from './agentPorts';
import type { AuctionOrder } from './auction';
import type { Market } from './market';
import { modelsFor } from './modelsFor';
import type { Records } from './records';
import { howItRuns } from './howItRuns';
import { changedCommandDesk } from './unconfinedConsent';
import { type Services, storagePaths } from './services';
import { dirtyBuffers, visibleFiles, workspaceReader } from './workspaceFiles';

/** More past auctions than the pairs a prompt shows: not every one fits every bidder. */
const similarAsked = 4 * refinementPairs;

/** The outside world of one run: real models, real files, a real terminal, and the window's ledger and memory. */
export async function runPortsFor(
  services: Services,
  order: AuctionOrder,
  market: Market,
  records: Records,
): Promise<RunPorts> {
  const { context, log, terminal } = services;
  const folder = order.folder.uri.fsPath;
  const workspaceId = workspaceIdOf(order.folder.uri.toString());
  const [confinement, tools] = await Promise.all([services.confinement(), agentPorts(order.folder.uri)]);
  const offerMore = offerOnce();
  return {
    models: modelsFor(services, market.endpoints),
    clock: systemClock,
    log,
    listFiles: () => visibleFiles(folder),
    readText: workspaceReader(folder),
    mayShow: (origin) => services.mayShow(origin),
    createSandbox: (signal, from, onProgress) => sandboxOf(services, folder, confinement, { signal, from, onProgress }),
    similarPast: async ({ taskText, signal, behind }) => {
      const similar = await records.memory.mostSimilar(taskText, similarAsked, { workspaceId, signal, behind });
      if (similar.message !== undefined) log.warn(similar.message);
      const comparedBy = similar.method === 'fused' ? 'meaning' : 'words';
      return { auctions: similar.records.map(({ record }) => record), comparedBy };
    },
    dayPurse: market.practice ? privateDayPurse() : records.dayPurse,
    confinement,
    mayRunChanged: changedCommandDesk(),
    runCheck: async (label, request, options) => {
      const title = `${label}; ${howItRuns(confinement, request.grant)}`;
      const result = await terminal.run(title, (...check) => runCheck(...check, confinement), request, options);
      offerMore(result);
      return result;
    },
    agent: { ...tools, habits: records.habits },
    apply: editorApplyPort(),
    journalFolder: storagePaths(context).journals,
    appendLedger: (entry) => records.ledger.append(entry),
    appendMemory: (record) => records.memory.append(record),
  };
}

interface SandboxOrder {
  readonly signal: AbortSignal;
  readonly from?: SandboxTree | undefined;
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
}

/** The workspace with its unsaved editors, or an untouched copy of it once more. */
export async function sandboxOf(
  { context }: Services,
  folder: string,
  confinement: Confinement,
  { signal, from, onProgress }: SandboxOrder,
): Promise<SandboxOutcome> {
  const owner = checkOwner(confinement);
  const { sandboxes } = storagePaths(context);
  const { dependencies, maxSandboxBytes } = readSettings();
  const found = confinement.kind === 'confined' && dependencies === 'readOnly' ? ({ bound: 'find' } as const) : {};
  // Copies that a crash left behind, of windows that are gone, make room first.
  if (from === undefined) await sweepSandboxes(sandboxes).catch(() => 0);
  return createSandbox({
    workspaceRoot: from?.root ?? folder,
    sandboxesFolder: sandboxes,
    mayBeLarge: (bytes) => (from === undefined ? mayCopy(folder, bytes) : Promise.resolve(true)),
    openBuffers: from === undefined ? dirtyBuffers(folder) : new Map<string, Buffer>(),
    maxBytes: maxSandboxBytes,
    signal,
    ...(onProgress !== undefined && { onProgress }),
    ...(from === undefined ? found : { bound: from.bound }),
    ...(owner !== undefined && { owner }),
  });
}

const openAllowMore = ['Allow More…', 'gavel.allowMore'] as const;
const openDependenciesSetting = [
  'Open the Setting',
  'workbench.action.openSettings',
  'gavel.sandbox.dependencies',
] as const;

/** Offers, once in a run, to allow what a check seems to have lacked. */
function offerOnce(): (result: CheckResult) => void {
  let offered = false;
  return ({ lacks, message }) => {
    if (lacks === undefined || offered) return;
    offered = true;
    const [button, command, ...details] = lacks === 'writableDependencies' ? openDependenciesSetting : openAllowMore;
    void vscode.window.showWarningMessage(noticeText(message), button).then((picked) => {
      if (picked === button) void vscode.commands.executeCommand(command, ...details);
    });
  };
}

const copyIt = 'Copy It';

/** Asks before a copy above the cap; the bids go on meanwhile. */
async function mayCopy(folder: string, bytes: number): Promise<boolean> {
  const size = `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  const message = `The copy of ${visibleText(basename(folder))} that the work happens in needs ${size} of disk, until the auction is over.`;
  return (await vscode.window.showWarningMessage(noticeText(message), copyIt)) === copyIt;
}
