import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import { invitationEnd, juryScores, planOf, wonByRefinement } from '../auction/auctionState';
import type { Anchor } from '../auction/task';
import { UserFacingError } from '../base/userFacingError';
import { readSettings } from '../config/settings';
import { type RunState, workCostUsd } from '../run/runState';
import { anchorOfRange } from '../tasks/anchorOfRange';
import type { AuctionRequest, AuctionResult, GavelApi } from './api';
import { openAuction } from './auction';
import { confirmedCheck, taskOf } from './auctionFromEditor';
import { configuredMarket } from './market';
import { isPracticeFolder } from './practice';
import type { Services } from './services';

/** The way in from another extension. Rejects with a `UserFacingError` when no auction can begin. */
export async function auctionByApi(
  services: Services,
  request: AuctionRequest,
  options: NonNullable<Parameters<GavelApi['auctionTask']>[1]>,
): Promise<AuctionResult> {
  services.active.assertFree();
  const folder = folderOf(request);
  // Before the question for a check: nobody should answer it in vain.
  if (!isPracticeFolder(services.context, folder)) configuredMarket(readSettings(), services.facts);
  const anchors = (request.anchors ?? []).map(anchorOf);
  const { signal, onEvent } = options;
  const aborted = (): boolean => signal?.aborted === true;
  if (aborted()) return nothing;
  const check = await confirmedCheck(services, folder, anchors, {
    ...(request.check && { wanted: request.check }),
    ...(signal && { signal }),
  });
  if (check === 'cancelled' || aborted()) return nothing;
  const task = taskOf(request.text, anchors, check);
  const over = new AbortController();
  const handle = await openAuction(
    services,
    { folder, task, ...(request.award && { award: request.award }) },
    (run) => {
      if (onEvent !== undefined) run.subscribe((_state, event) => onEvent(event));
      if (aborted()) run.cancel();
      else signal?.addEventListener('abort', () => run.cancel(), { signal: over.signal });
    },
  );
  const state = await handle.finished;
  over.abort();
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
  return range === undefined ? { path } : anchorOfRange(path, range);
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
      costUsd: workCostUsd(state, bidderId),
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
    outcome: invitationEnd(auction, bidderId),
    refined: wonByRefinement(auction, bidderId),
    ...(outcome?.kind === 'bid' && { plan: planOf(auction, bidderId), tokens: outcome.bid.planTokens }),
    ...(scored && { cost: scored.terms.cost, value: scored.terms.entropy + scored.terms.jury, z: scored.z }),
    ...(scored?.entropyNats !== undefined && { entropy: scored.entropyNats }),
  };
}
