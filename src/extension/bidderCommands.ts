import * as vscode from 'vscode';
import type { Bidder } from '../auction/bidder';
import type { ModelReply } from '../auction/model';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import { configuredBidders } from '../config/bidders';
import { type CheckedBidder, checkTable } from '../config/checkTable';
import { modelsAt } from '../config/findServers';
import { secretKeys } from '../config/keys';
import { manageBidders as manage } from '../config/manageBidders';
import { readSettings, type Settings } from '../config/settings';
import { whereFrom } from '../config/whereFrom';
import { addressOf } from '../models/endpointUrl';
import type { ModelPort } from '../models/modelPort';
import { modelsFor } from './modelsFor';
import type { Services } from './services';

/** Enough for a word; a model that reasons is cut off, and that is an answer too. */
const maxTokens = 16;

/** Opens the guided list. */
export async function manageBidders({ context, facts }: Services): Promise<void> {
  const { secrets } = context;
  await manage({ secrets, keys: secretKeys(secrets), facts, endpoints: readSettings().endpoints });
}

/** Sends every bidder one tiny call and shows a table: who answers, at what price, with what capabilities. */
export async function checkBidders(services: Services): Promise<void> {
  const settings = readSettings();
  const { invited, problems } = configuredBidders(settings.endpoints, { facts: services.facts });
  if (invited.length === 0)
    throw new UserFacingError(
      problems[0] ?? settings.endpointProblems[0] ?? 'No bidder is configured: choose some first.',
      {
        action: { title: 'Manage Bidders', command: 'gavel.manageBidders' },
      },
    );
  const options = { location: vscode.ProgressLocation.Notification, title: 'Checking bidders…', cancellable: true };
  const rows = await vscode.window.withProgress(options, (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    const done = (name: string): void =>
      progress.report({ message: noticeText(name), increment: 100 / invited.length });
    return checkAll(services, settings, controller.signal, done);
  });
  const { place } = whereFrom(vscode.env.remoteName);
  const document = await vscode.workspace.openTextDocument({ content: checkTable(rows, place), language: 'markdown' });
  await vscode.window.showTextDocument(document, { preview: true });
}

async function checkAll(
  services: Services,
  { endpoints, localOnly }: Settings,
  signal: AbortSignal,
  done: (name: string) => void,
): Promise<readonly CheckedBidder[]> {
  const { facts } = services;
  const models = modelsFor(services, endpoints);
  const keys = secretKeys(services.context.secrets);
  const perEndpoint = endpoints.map(async (endpoint) => {
    const { invited } = configuredBidders([endpoint], { facts });
    const away = localOnly && invited.some(({ origin }) => origin !== undefined);
    if (!away) await modelsAt(endpoint, { keys, facts, signal });
    const replies = await Promise.all(
      invited.map(async ({ bidder }) => {
        if (away) return { skipped: `${bidder.name} is not on this machine, and gavel.auction.localOnly is on.` };
        const checked = await checkOne(bidder, models, signal);
        done(bidder.name);
        return checked;
      }),
    );
    // Read again: prices, contexts and capabilities are known only now.
    return configuredBidders([endpoint], { facts }).invited.map(({ bidder }, index) => ({
      bidder,
      endpointName: endpoint.name,
      facts: facts.get(addressOf(endpoint.baseUrl), bidder.modelId),
      ...replies[index],
    }));
  });
  return (await Promise.all(perEndpoint)).flat();
}

async function checkOne(
  bidder: Bidder,
  models: ModelPort,
  signal: AbortSignal,
): Promise<{ readonly reply: ModelReply; readonly tookMs: number }> {
  const startMs = performance.now();
  const reply = await models.complete(
    {
      bidder,
      purpose: 'bid',
      messages: [{ role: 'user', content: 'Answer with the one word: ready' }],
      maxTokens,
      logprobs: true,
    },
    // One of its own for each call: a shared one would have a listener of every bidder.
    { signal: AbortSignal.any([signal]) },
  );
  return { reply, tookMs: performance.now() - startMs };
}
