import { refinementPairs } from '../auction/pastPlans';
import { systemClock } from '../base/clock';
import { privateDayPurse } from '../ledger/dayPurse';
import { workspaceIdOf } from '../memory/workspaceId';
import { editorApplyPort } from '../review/editorApplyVscode';
import type { RunPorts } from '../run/runPorts';
import { createSandbox } from '../sandbox/createSandbox';
import { runCheck } from '../sandbox/runCheck';
import type { SandboxOutcome, SandboxTree } from '../sandbox/sandboxTree';
import { agentPorts } from './agentPorts';
import type { AuctionOrder } from './auction';
import type { Market } from './market';
import { modelsFor } from './modelsFor';
import type { Records } from './records';
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
  return {
    models: modelsFor(services, market.endpoints),
    clock: systemClock,
    log,
    listFiles: () => visibleFiles(folder),
    readText: workspaceReader(folder),
    mayShow: (origin) => services.mayShow(origin),
    createSandbox: (signal, from) => sandboxOf(services, folder, signal, from),
    similarPast: async ({ taskText, signal, behind }) => {
      const similar = await records.memory.mostSimilar(taskText, similarAsked, { workspaceId, signal, behind });
      if (similar.message !== undefined) log.warn(similar.message);
      const comparedBy = similar.method === 'fused' ? 'meaning' : 'words';
      return { auctions: similar.records.map(({ record }) => record), comparedBy };
    },
    dayPurse: market.practice ? privateDayPurse() : records.dayPurse,
    confinement,
    runCheck: (label, request, options) =>
      terminal.run(label, (...check) => runCheck(...check, confinement), request, options),
    agent: { ...tools, habits: records.habits },
    apply: editorApplyPort(),
    journalFolder: storagePaths(context).journals,
    appendLedger: (entry) => records.ledger.append(entry),
    appendMemory: (record) => records.memory.append(record),
  };
}

/** The workspace with its unsaved editors, or an untouched copy of it once more. */
export function sandboxOf(
  { context }: Services,
  folder: string,
  signal: AbortSignal,
  from: SandboxTree | undefined,
): Promise<SandboxOutcome> {
  return createSandbox({
    workspaceRoot: from?.root ?? folder,
    sandboxesFolder: storagePaths(context).sandboxes,
    openBuffers: from === undefined ? dirtyBuffers(folder) : new Map<string, Buffer>(),
    signal,
  });
}
