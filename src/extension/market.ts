import { UserFacingError } from '../base/userFacingError';
import { configuredBidders } from '../config/bidders';
import type { Settings } from '../config/settings';
import type { Endpoint } from '../models/endpoint';
import { type FactsPort, factsInMemory } from '../models/modelFacts';
import type { InvitedBidder } from '../run/runRequest';

/** Who may bid in one auction, and what must be closed after it. */
export interface Market {
  readonly invited: readonly InvitedBidder[];
  readonly endpoints: readonly Endpoint[];
  readonly practice: boolean;
  close(): Promise<void>;
}

/** The practice market: its server listens on loopback from here until `close`. */
export async function practiceMarket(): Promise<Market> {
  const { startPracticeServer } = await import('../practice/practiceServer');
  const { practiceEndpoint } = await import('../practice/practiceEndpoint');
  const server = await startPracticeServer();
  const endpoints = [practiceEndpoint(server.baseUrl)];
  const { invited } = configuredBidders(endpoints, { practice: true });
  return { invited, endpoints, practice: true, close: () => server.close() };
}

/** The market of the user's own endpoints; without a single usable one it says what to press. */
export function configuredMarket(settings: Settings, facts: FactsPort): Market {
  const { invited } = configuredBidders(settings.endpoints, { facts });
  if (invited.length > 0) {
    return { invited, endpoints: settings.endpoints, practice: false, close: () => Promise.resolve() };
  }
  const problem = whyNobodyBids(settings, facts);
  if (problem !== '') throw new UserFacingError(problem, { action: openEndpoints });
  throw new UserFacingError(
    'No model is configured, so nobody can bid: run “Gavel: Manage Bidders” to find some, or try the practice market, which needs none.',
    { action: { title: 'Start Practice Market', command: 'gavel.startPractice' } },
  );
}

/** What is wrong with the configured endpoints when none of them can be used, in one sentence; empty when nothing is. */
export function whyNobodyBids(
  settings: Pick<Settings, 'endpoints' | 'endpointProblems'>,
  facts: FactsPort = factsInMemory(),
): string {
  const { invited, problems } = configuredBidders(settings.endpoints, { facts });
  const [problem] = [...settings.endpointProblems, ...problems];
  if (invited.length > 0) return '';
  if (problem !== undefined) return `No model can bid: ${problem}`;
  const [endpoint] = settings.endpoints;
  return endpoint === undefined ? '' : `No model can bid: "models" of ${endpoint.name} in gavel.endpoints is empty.`;
}

/** Where endpoints are written down. */
export const openEndpoints = {
  title: 'Open Settings',
  command: 'workbench.action.openSettings',
  arguments: ['gavel.endpoints'],
} as const;
