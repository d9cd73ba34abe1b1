import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import { visibleText } from '../base/visibleText';
import type { Endpoint, EndpointModel } from '../models/endpoint';
import { parseEndpointUrl } from '../models/endpointUrl';
import type { Listing } from '../models/listModels';
import { capabilityWords, priceWords, readPrice } from './bidderWords';
import { configuredBidders } from './bidders';
import { asEndpoint, findServers, type LookOptions, modelsAt, type Offer } from './findServers';
import { typeKey } from './keys';
import { saveEndpoint } from './saveEndpoint';
import { whereFrom } from './whereFrom';

/** What the guided list needs of the extension. */
export interface ManageOptions extends Omit<LookOptions, 'signal'> {
  readonly secrets: vscode.SecretStorage;
  readonly endpoints: readonly Endpoint[];
}

/** The guided list: where models are, which of them may bid, and at what price. Ends after one endpoint; nothing is saved before the last step. */
export async function manageBidders(options: ManageOptions): Promise<void> {
  const offers = await withProgress('Looking for models…', (signal) =>
    findServers(options.endpoints, { ...options, signal }),
  );
  const chosen = await chooseServer(offers, options.endpoints);
  if (chosen === undefined) return;
  const listing = await listingOf(chosen, options);
  if (listing === undefined) return;
  const picked = await chooseModels(chosen.endpoint, listing, options);
  if (picked === undefined) return;
  const models = await withPrices(chosen.endpoint, picked, options);
  if (models === undefined) return;
  await saveEndpoint({ ...chosen.endpoint, models });
  tellSaved(chosen.endpoint.name, models.length);
}

type ServerItem = vscode.QuickPickItem & { readonly offer?: Offer; readonly another?: boolean };

const headings: Readonly<Record<Offer['kind'], string>> = {
  yours: 'Your endpoints',
  found: 'Found on this machine',
  editor: 'Offered by VS Code',
  hosted: 'Hosted providers',
};

async function chooseServer(offers: readonly Offer[], endpoints: readonly Endpoint[]): Promise<Offer | undefined> {
  const { place, advice } = whereFrom(vscode.env.remoteName);
  const items: ServerItem[] = [];
  for (const kind of ['yours', 'found', 'editor', 'hosted'] as const) {
    const here = offers.filter((offer) => offer.kind === kind);
    if (here.length > 0) items.push({ label: headings[kind], kind: vscode.QuickPickItemKind.Separator });
    items.push(...here.map(serverItem));
  }
  items.push({ label: '', kind: vscode.QuickPickItemKind.Separator });
  const detail = 'Any OpenAI-compatible address; off this machine it must begin with https://';
  items.push({ label: 'Another server…', another: true, detail });
  const picked = await vscode.window.showQuickPick(items, {
    title: `Manage Bidders: requests are made from ${place}`,
    placeHolder: advice ?? 'Where are the models that may bid?',
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.another === true ? anotherServer(endpoints) : picked?.offer;
}

function serverItem(offer: Offer): ServerItem {
  const { endpoint, listing, kind } = offer;
  const bidding = kind === 'yours' ? `${endpoint.models.length} may bid; ` : '';
  const state =
    listing === undefined
      ? kind === 'editor'
        ? 'Included in your plan'
        : 'Needs a key of yours'
      : listing.kind === 'failed'
        ? `${bidding}${listing.message}`
        : `${bidding}${listing.models.length} models there`;
  return { label: endpoint.name, description: endpoint.baseUrl, detail: visibleText(state), offer };
}

async function anotherServer(endpoints: readonly Endpoint[]): Promise<Offer | undefined> {
  const baseUrl = await vscode.window.showInputBox({
    title: 'Base URL of the server',
    prompt: 'Up to and including /v1, for example http://127.0.0.1:8080/v1',
    ignoreFocusOut: true,
    validateInput: (text) => {
      const address = parseEndpointUrl(text);
      return address.kind === 'refused' ? address.reason : undefined;
    },
  });
  const address = baseUrl === undefined ? undefined : parseEndpointUrl(baseUrl);
  if (address?.kind !== 'ok') return undefined;
  const id = address.hostname
    .replace(/[^a-z0-9]+/giu, '-')
    .replace(/^-+|-+$/gu, '')
    .slice(0, 30)
    .toLowerCase();
  const server = { id: id === '' ? 'server' : id, name: new URL(address.origin).host, baseUrl: address.url };
  return { kind: 'found', endpoint: asEndpoint(server, endpoints) };
}

/** The models there, after the key was asked for where one is needed. */
async function listingOf(
  { kind, endpoint, listing }: Offer,
  options: ManageOptions,
): Promise<Extract<Listing, { kind: 'listed' }> | undefined> {
  const look = (): Promise<Listing> =>
    withProgress(`Asking ${endpoint.name}…`, (signal) => modelsAt(endpoint, { ...options, signal }));
  let found = kind === 'hosted' ? undefined : listing?.kind === 'listed' ? listing : await look();
  const address = parseEndpointUrl(endpoint.baseUrl);
  if (address.kind === 'ok' && (found === undefined || needsKey(found))) {
    if (!(await typeKey(options.secrets, endpoint, address.origin))) return undefined;
    found = await look();
  }
  if (found?.kind === 'listed') return found;
  const { advice } = whereFrom(vscode.env.remoteName);
  const message = found?.message ?? `${endpoint.name} cannot be used.`;
  throw new UserFacingError(
    advice !== undefined && found?.reason === 'unreachable' ? `${message} ${advice}` : message,
    { action: { title: 'Manage Bidders', command: 'gavel.manageBidders' } },
  );
}

function needsKey(listing: Listing): boolean {
  return listing.kind === 'failed' && (listing.reason === 'missingKey' || listing.reason === 'unauthorized');
}

async function chooseModels(
  endpoint: Endpoint,
  { models }: Extract<Listing, { kind: 'listed' }>,
  { facts }: ManageOptions,
): Promise<readonly EndpointModel[] | undefined> {
  const there = models.map(({ id }) => endpoint.models.find((model) => model.id === id) ?? { id });
  const missing = endpoint.models.filter(({ id }) => !models.some((model) => model.id === id));
  const all = [...there, ...missing];
  if (all.length === 0)
    throw new UserFacingError(
      `${endpoint.name} has no model that can bid: load or pull one there, then run this again.`,
      {
        action: { title: 'Manage Bidders', command: 'gavel.manageBidders' },
      },
    );
  const { invited } = configuredBidders([{ ...endpoint, models: all }], { facts });
  const items = invited.map(({ bidder }, index) => ({
    label: visibleText(bidder.modelId),
    description: priceWords(bidder),
    detail: index < there.length ? capabilityWords(bidder) : 'not there any more',
    picked: endpoint.models.some(({ id }) => id === bidder.modelId),
    model: all[index] ?? { id: bidder.modelId },
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Which models of ${endpoint.name} may bid?`,
    placeHolder: 'Choose none to remove the endpoint',
    canPickMany: true,
    matchOnDescription: true,
    ignoreFocusOut: true,
  });
  return picked?.map(({ model }) => model);
}

/** Asks the price of what has none, because unknown is not free. */
async function withPrices(
  endpoint: Endpoint,
  models: readonly EndpointModel[],
  { facts }: ManageOptions,
): Promise<readonly EndpointModel[] | undefined> {
  const { invited } = configuredBidders([{ ...endpoint, models }], { facts });
  const priced: EndpointModel[] = [];
  for (const [index, model] of models.entries()) {
    if (invited[index]?.bidder.price !== undefined) {
      priced.push(model);
      continue;
    }
    const typed = await vscode.window.showInputBox({
      title: `Price of ${model.id}`,
      prompt: 'USD per million tokens, input / output, for example 0.25 / 2. Empty: it may not bid yet.',
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' || readPrice(text) ? undefined : 'Write two numbers: 0.25 / 2'),
    });
    if (typed === undefined) return undefined;
    const price = readPrice(typed);
    priced.push(price === undefined ? model : { ...model, price });
  }
  return priced;
}

function tellSaved(name: string, count: number): void {
  const check = 'Check Bidders';
  const models = count === 1 ? '1 model' : `${count} models`;
  const words = count === 0 ? `${name} was removed from your endpoints.` : `${models} of ${name} may bid now.`;
  void vscode.window.showInformationMessage(noticeText(words), ...(count === 0 ? [] : [check])).then((pressed) => {
    if (pressed === check) void vscode.commands.executeCommand('gavel.checkBidders');
  });
}

function withProgress<T>(title: string, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (_progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      return action(controller.signal);
    }),
  );
}
