import type * as vscode from 'vscode';
import type { RunEvent } from '../run/runEvents';
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
      return {
        auctionTask: async (request, options = {}) => {
          assertTrusted();
          const { auctionByApi } = await import('./auctionByApi');
          return auctionByApi(services, request, options);
        },
      };
    },
  };
}
