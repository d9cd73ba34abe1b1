import { type ClockPort, systemClock } from '../../base/clock';
import { errorText } from '../../base/errorText';
import { visibleText } from '../../base/visibleText';
import { BodyTooLargeError, guardedFetch } from '../../models/guardedFetch';
import type { GithubFailure } from './githubFailure';
import type { GithubSite } from './githubSite';
import { waitUntilMs } from './rateLimit';

/** A document of the API, and the path of the page behind it when the list goes on. */
export interface GithubDocument {
  readonly kind: 'document';
  readonly document: unknown;
  readonly nextPath?: string;
}

/** Asks one GitHub. Failure is a value; nothing is retried, as every answer says when to come back. */
export interface GithubPort {
  get(path: string, token: string | undefined, signal: AbortSignal): Promise<GithubDocument | GithubFailure>;
}

/** A page of 100 issues with long bodies has a few megabytes. */
const maxBytes = 16 * 1024 * 1024;
const timeoutMs = 20_000;
/** Ours: documents kept to be asked for again by their tag, which costs no request of the hour. */
const maxKept = 60;
const maxKeptCharacters = 500_000;

interface Kept {
  readonly tag: string;
  readonly text: string;
  readonly nextPath: string | undefined;
}

/** The client of one GitHub: the network's one guard, tags remembered, pauses kept that GitHub asked for. */
export function githubClient(site: GithubSite, clock: ClockPort = systemClock): GithubPort {
  const kept = new Map<string, Kept>();
  const pauses = new Map<string, Extract<GithubFailure, { kind: 'rateLimited' }>>();
  return {
    get: async (path, token, signal) => {
      const who = token ?? '';
      const pause = pauses.get(who);
      if (pause !== undefined && pause.untilMs > clock.nowMs()) return pause;
      const key = `${who}\n${path}`;
      const known = kept.get(key);
      const answer = await ask(site, { path, token, tag: known?.tag, signal, clock });
      if (answer.kind === 'rateLimited') pauses.set(who, answer);
      if (answer.kind === 'unchanged') return known === undefined ? { kind: 'badAnswer' } : documentOf(known);
      if (answer.kind !== 'text') return answer;
      if (answer.pauseUntilMs !== undefined)
        pauses.set(who, { kind: 'rateLimited', untilMs: answer.pauseUntilMs, secondary: false });
      const { tag, text, nextPath } = answer;
      kept.delete(key);
      if (tag !== undefined && text.length <= maxKeptCharacters) kept.set(key, { tag, text, nextPath });
      const [oldest] = kept.keys();
      if (kept.size > maxKept && oldest !== undefined) kept.delete(oldest);
      return documentOf({ text, nextPath });
    },
  };
}

function documentOf({ text, nextPath }: Pick<Kept, 'text' | 'nextPath'>): GithubDocument | GithubFailure {
  try {
    return { kind: 'document', document: JSON.parse(text) as unknown, ...(nextPath && { nextPath }) };
  } catch {
    return { kind: 'badAnswer' };
  }
}

interface Question {
  readonly path: string;
  readonly token: string | undefined;
  readonly tag: string | undefined;
  readonly signal: AbortSignal;
  readonly clock: ClockPort;
}

type Answer =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly tag: string | undefined;
      readonly nextPath: string | undefined;
      /** No request is left until then. */
      readonly pauseUntilMs: number | undefined;
    }
  | { readonly kind: 'unchanged' }
  | GithubFailure;

async function ask(site: GithubSite, question: Question): Promise<Answer> {
  const timeout = new AbortController();
  const stopTimer = question.clock.after(timeoutMs, () => timeout.abort());
  try {
    return await follow(site, question, AbortSignal.any([question.signal, timeout.signal]));
  } catch (error) {
    if (question.signal.aborted) return { kind: 'aborted' };
    if (timeout.signal.aborted) return { kind: 'unreachable', detail: 'no answer in time' };
    for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1)
      if (cause instanceof BodyTooLargeError) return { kind: 'tooLarge' };
    return { kind: 'unreachable', detail: reasonOf(error) };
  } finally {
    stopTimer();
  }
}

/** An issue that was transferred and a repository that was renamed answer with their new address: one step, same origin. */
async function follow(site: GithubSite, question: Question, signal: AbortSignal): Promise<Answer> {
  const response = await send(site, question, `${site.apiUrl}${question.path}`, signal);
  if (response.status < 300 || response.status >= 400 || response.status === 304)
    return read(site, response, question.clock);
  const target = redirectTarget(site, response.headers.get('location'));
  if (target === undefined) return { kind: 'moved' };
  const second = await send(site, { ...question, tag: undefined }, target, signal);
  return second.status >= 300 && second.status < 400 ? { kind: 'moved' } : read(site, second, question.clock);
}

function redirectTarget(site: GithubSite, location: string | null): string | undefined {
  if (location === null || !URL.canParse(location, site.origin)) return undefined;
  const target = new URL(location, site.origin);
  return target.origin === site.origin && target.href.startsWith(`${site.apiUrl}/`) ? target.href : undefined;
}

function send(site: GithubSite, { token, tag }: Question, url: string, signal: AbortSignal): Promise<Response> {
  const headers = { 'x-github-api-version': '2022-11-28', ...(tag !== undefined && { 'if-none-match': tag }) };
  const call = guardedFetch({
    origin: site.origin,
    headers,
    maxBytes,
    onHeaders: () => undefined,
    answer: 'document',
    redirects: 'shown',
  });
  return call(url, {
    method: 'GET',
    headers: {
      accept: 'application/vnd.github+json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    signal,
  });
}

async function read(site: GithubSite, response: Response, clock: ClockPort): Promise<Answer> {
  const { status, headers, ok } = response;
  const text = status === 304 ? '' : await response.text();
  const wait = waitUntilMs(response, ok ? '' : text, clock.nowMs());
  if (status === 304) return { kind: 'unchanged' };
  if (ok) {
    return {
      kind: 'text',
      text,
      tag: headers.get('etag') ?? undefined,
      nextPath: nextPath(site, headers.get('link')),
      pauseUntilMs: wait?.untilMs,
    };
  }
  if (wait !== undefined) return { kind: 'rateLimited', ...wait };
  if (status === 401) return { kind: 'badToken' };
  if (status === 404) return { kind: 'notFound' };
  if (status === 410) return { kind: 'gone' };
  if (status === 403 || status === 451) return { kind: 'forbidden', sso: headers.has('x-github-sso') };
  return status >= 500 ? { kind: 'serverError', status } : { kind: 'badAnswer' };
}

/** The page behind this one, as a path of this API; an address elsewhere is no page of ours. */
function nextPath(site: GithubSite, link: string | null): string | undefined {
  const address = /<([^<>]{1,2000})>\s*;[^,<]*\brel="next"/u.exec(link ?? '')?.[1];
  return address?.startsWith(`${site.apiUrl}/`) === true ? address.slice(site.apiUrl.length) : undefined;
}

function reasonOf(error: unknown): string {
  let deepest = error;
  for (let depth = 0; deepest instanceof Error && deepest.cause instanceof Error && depth < 8; depth += 1)
    deepest = deepest.cause;
  const code: unknown = deepest instanceof Error && 'code' in deepest ? deepest.code : undefined;
  return typeof code === 'string' ? code : visibleText(errorText(deepest)).slice(0, 200);
}
