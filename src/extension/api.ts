import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import { juryScores } from '../auction/auctionState';
import type { Anchor } from '../auction/task';
import { UserFacingError } from '../base/userFacingError';
import type { RunEvent } from '../run/runEvents';
import type { RunState } from '../run/runState';
import { openAuction } from './auction';
import { confirmedCheck, taskOf } from './auctionFromEditor';
import { assertTrusted } from './registerCommands';
import type { Services } from './services';

/** What another extension puts to auction. `check` is only proposed: the person confirms it, as always. */
export interface AuctionRequest {
  readonly text: string;
  readonly anchors?: readonly { readonly uri: vscode.Uri; readonly range?: vscode.Range }[];
  readonly check?: readonly string[];
  readonly award?: 'review' | 'automatic';
}

/** How it ended; costs in USD, entropy in nats, z = cost - value, lower is better. */
export interface AuctionResult {
  readonly state: 'accepted' | 'rejected' | 'noSale' | 'cancelled' | 'failed';
  readonly bids: readonly {
    readonly bidderId: string;
    readonly outcome: string;
    readonly plan?: string;
    readonly tokens?: number;
    readonly entropy?: number;
    readonly cost?: number;
    readonly value?: number;
    readonly z?: number;
    readonly refined: boolean;
  }[];
  readonly scores: readonly {
    readonly judgeId: string;
    readonly bidderId: string;
    readonly score: number;
    readonly reason: string;
  }[];
  readonly award?: { readonly bidderId: string; readonly automatic: boolean; readonly planEdited: boolean };
  readonly attempts: readonly { readonly bidderId: string; readonly verdict: string; readonly costUsd: number }[];
  readonly changes: readonly { readonly uri: vscode.Uri; readonly kind: 'created' | 'modified' | 'deleted' }[];
  readonly costs: {
    readonly bidUsd: number;
    readonly juryUsd: number;
    readonly refineUsd: number;
    readonly executeUsd: number;
  };
}

/** Version 1 of the public API: the same flow with the same clicks. Rejects with a `UserFacingError` when no auction can begin. */
export interface GavelApi {
  auctionTask(
    request: AuctionRequest,
    options?: { readonly signal?: AbortSignal; readonly onEvent?: (event: RunEvent) => void },
  ): Promise<AuctionResult>;
}

/** What `activate` returns. */
export interface GavelExports {
  getAPI(version: 1): GavelApi;
}

/** The API over the same services as the commands. */
export function gavelExports(services: Services): GavelExports {
  return {
    getAPI: (version) => {
      if ((version as number) !== 1) throw new Error(`Gavel has no API version ${String(version)}.`);
      return { auctionTask: (request, options = {}) => auctionTask(services, request, options) };
    },
  };
}

async function auctionTask(
  services: Services,
  request: AuctionRequest,
  options: NonNullable<Parameters<GavelApi['auctionTask']>[1]>,
): Promise<AuctionResult> {
  assertTrusted();
  services.active.assertFree();
  const folder = folderOf(request);
  const anchors = (request.anchors ?? []).map(anchorOf);
  const check = await confirmedCheck(services, folder, anchors, request.check);
  if (check === 'cancelled' || options.signal?.aborted === true) return nothing;
  const task = taskOf(request.text, anchors, check);
  const handle = await openAuction(services, { folder, task, ...(request.award && { award: request.award }) });
  const { onEvent } = options;
  const listening = onEvent && handle.subscribe((_state, event) => onEvent(event));
  options.signal?.addEventListener('abort', () => handle.cancel(), { once: true });
  const state = await handle.finished;
  listening?.dispose();
  return resultOf(state, folder.uri);
}

function folderOf({ anchors }: AuctionRequest): vscode.WorkspaceFolder {
  const [anchor] = anchors ?? [];
  const folder = anchor === undefined ? workspace.workspaceFolders?.[0] : workspace.getWorkspaceFolder(anchor.uri);
  if (folder?.uri.scheme === 'file') return folder;
  throw new UserFacingError('The task does not belong to an open folder on this machine: open the folder first.');
}

function anchorOf({ uri, range }: NonNullable<AuctionRequest['anchors']>[number]): Anchor {
  const path = workspace.asRelativePath(uri, false).replaceAll('\\', '/');
  return range === undefined ? { path } : { path, startLine: range.start.line + 1, endLine: range.end.line + 1 };
}

const nothing: AuctionResult = {
  state: 'cancelled',
  bids: [],
  scores: [],
  attempts: [],
  changes: [],
  costs: { bidUsd: 0, juryUsd: 0, refineUsd: 0, executeUsd: 0 },
};

function resultOf(state: RunState, folder: vscode.Uri): AuctionResult {
  const { auction, award, costs } = state;
  return {
    state: state.end?.state ?? 'failed',
    bids: auction.bidders.map(({ id }) => bidOf(state, id)),
    scores: juryScores(auction),
    ...(award && { award: { bidderId: award.bidderId, automatic: award.automatic, planEdited: award.planEdited } }),
    attempts: state.attempts.map(({ bidderId, check }) => ({
      bidderId,
      verdict: check?.verdict ?? 'unchecked',
      costUsd: state.executeUsdByBidder[bidderId] ?? 0,
    })),
    changes: state.changes
      .filter(({ decision }) => decision === 'accepted')
      .map(({ change }) => ({ uri: folder.with({ path: `${folder.path}/${change.path}` }), kind: change.kind })),
    costs: { bidUsd: costs.bid, juryUsd: costs.jury, refineUsd: costs.refine, executeUsd: costs.execute },
  };
}

function bidOf({ auction }: RunState, bidderId: string): AuctionResult['bids'][number] {
  const outcome = auction.entries[bidderId]?.outcome;
  const scored = auction.ranked.find((bid) => bid.bidderId === bidderId);
  return {
    bidderId,
    outcome: outcome?.kind ?? 'cancelled',
    refined: false,
    ...(outcome?.kind === 'bid' && { plan: outcome.bid.plan, tokens: outcome.bid.planTokens }),
    ...(scored && { cost: scored.terms.cost, value: scored.terms.entropy + scored.terms.jury, z: scored.z }),
    ...(scored?.entropyNats !== undefined && { entropy: scored.entropyNats }),
  };
}
