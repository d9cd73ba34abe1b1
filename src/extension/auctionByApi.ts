import type * as vscode from 'vscode';
import { workspace } from 'vscode';
import type { AuctionEvent, AuctionRequest, AuctionResult } from '../../api/gavel';
import { invitationEnd, juryScores, planOf, wonByRefinement } from '../auction/auctionState';
import { UserFacingError } from '../base/userFacingError';
import { type RunState, workCostUsd } from '../run/runState';
import { apiDraft } from '../tasks/apiDraft';
import { type AnchoredFolder, placesInFolder } from '../tasks/placesInFolder';
import { assertCanBegin, auctionDraft } from './auctionDraft';
import { checkedOptions, checkedRequest } from './checkedRequest';
import type { Services } from './services';

/**
 * The way in from another extension. The person is asked for the words and the check as by every other way, and only the
 * person's own settings can make the award automatic. Rejects with a `UserFacingError` when no auction can begin.
 */
export async function auctionByApi(
  services: Services,
  given: AuctionRequest,
  givenOptions: unknown,
): Promise<AuctionResult> {
  services.active.assertFree();
  const request = checkedRequest(given);
  const { folder, anchors } = placesOf(request);
  const { signal, onEvent } = checkedOptions(givenOptions);
  const aborted = (): boolean => signal?.aborted === true;
  // Before the question for a check: nobody should answer it in vain.
  assertCanBegin(services, folder);
  if (aborted()) return nothing;
  const over = new AbortController();
  const draft = apiDraft(request.text, anchors, request.check);
  const handle = await auctionDraft(
    services,
    { folder, draft },
    {
      words: 'ask',
      ...(signal && { signal }),
      ...(request.award === 'review' && { award: request.award }),
      begun: (run) => {
        if (onEvent !== undefined) run.subscribe((_state, event) => onEvent(event as AuctionEvent));
        if (aborted()) run.cancel();
        else signal?.addEventListener('abort', () => run.cancel(), { signal: over.signal });
      },
    },
  );
  if (handle === undefined) return nothing;
  const state = await handle.finished;
  over.abort();
  return resultOf(state, folder.uri);
}

function placesOf({ anchors }: AuctionRequest): AnchoredFolder {
  const [first, ...others] = anchors ?? [];
  if (first !== undefined) return placesInFolder([first, ...others]);
  const folder = workspace.workspaceFolders?.[0];
  if (folder?.uri.scheme === 'file') return { folder, anchors: [] };
  throw new UserFacingError('The task does not belong to an open folder on this machine: open the folder first.');
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
