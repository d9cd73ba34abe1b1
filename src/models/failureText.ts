import { assertNever } from '../base/assertNever';
import { visibleText } from '../base/visibleText';
import type { Failure } from './failure';

/** Who failed, as the person knows it. */
interface FailurePlace {
  readonly endpointName: string;
  readonly modelId: string;
  readonly origin: string;
  readonly loopback: boolean;
  /** Strings that must not be shown, whatever a server echoes: the key and the values of extra headers. */
  readonly secrets: readonly string[];
}

const maxServerText = 300;

/** Says what happened, where, and what to do. Never holds a secret, a control character or more than 300 characters of the server's. */
export function failureText(failure: Failure, place: FailurePlace): string {
  const who = visibleText(`${place.endpointName} (model ${place.modelId})`);
  const said = failure.serverText === undefined ? '' : quoted(failure.serverText, place.secrets);
  const status = failure.status === undefined ? '' : ` (HTTP ${failure.status})`;
  return sentence(failure, { who, said, status, origin: place.origin, loopback: place.loopback });
}

interface Words {
  readonly who: string;
  readonly said: string;
  readonly status: string;
  readonly origin: string;
  readonly loopback: boolean;
}

function sentence(failure: Failure, words: Words): string {
  const { who, said, status, origin } = words;
  switch (failure.reason) {
    case 'aborted':
      return `The call to ${who} was cancelled.`;
    case 'unreachable':
      return unreachable(failure, words);
    case 'unauthorized':
      return `${who} refused the key${status}. Run “Gavel: Set API Key” to set it again for this endpoint.${said}`;
    case 'missingKey':
      return `No key is stored for ${who} at ${origin}. Run “Gavel: Set API Key” for this endpoint.`;
    case 'notFound':
      return `${who} was not found at ${origin}${status}. Check the model's name and the endpoint's base URL.${said}`;
    case 'rateLimited':
      return `${who} asks for fewer requests${status}. Wait a little, or lower the endpoint's concurrency.${said}`;
    case 'refused':
      if (failure.code === 'redirect') {
        return `${who} answers at ${origin} with a redirect, which Gavel does not follow. Set the base URL to where the server really is.`;
      }
      return `${who} refused the request${status}.${said}`;
    case 'toolsUnsupported':
      return `${who} does not take tool calls${status}.${said}`;
    case 'contextOverflow':
      return overflowed(failure, words);
    case 'timedOut':
      return `${who} did not answer in time (${failure.code ?? 'total'}). Try again, or raise the endpoint's timeouts.`;
    case 'cutOff':
      return `The answer of ${who} broke off before its end. Try again; if it stays so, look at the server's log.${said}`;
    case 'tooLarge':
      return `${who} sent more data than an answer can have, so Gavel stopped reading. Check what runs at ${origin}.`;
    case 'badAnswer':
      return `${who} sent something that is not a streamed chat answer. Check the endpoint's base URL (it often ends in /v1).${said}`;
    case 'serverError':
      return `${who} failed${status}. Try again, or look at the server's log.${said}`;
    case 'overBudget':
      return `The call to ${who} would break a budget.`;
    default:
      return assertNever(failure.reason);
  }
}

function overflowed({ code, note = '' }: Failure, { who, said, status }: Words): string {
  if (code === 'cut')
    return `${who} did not read the whole prompt${note}, so its answer does not count. Give the model a larger context or select less.`;
  return code === 'filled'
    ? `${who} ran out of context while it answered. Give the server a larger context, or lower the endpoint's concurrency.${said}`
    : `The request is longer than the context of ${who}${status}${note}. Give the model a larger context or select less.${said}`;
}

function unreachable(failure: Failure, { who, origin, loopback }: Words): string {
  const code = failure.code ?? '';
  if (/CERT|TLS|SSL|SIGNED/u.test(code)) {
    return `${who} shows a certificate at ${origin} that this computer does not trust (${code}). Add its authority to the system's trust store, or correct the base URL.`;
  }
  if (loopback) return `${who} is not answering at ${origin}. Start the server or remove the endpoint.`;
  const why = code === '' ? '' : ` (${code})`;
  return `${who} cannot be reached at ${origin}${why}. Check the network and the endpoint's base URL.`;
}

function quoted(text: string, secrets: readonly string[]): string {
  const clean = visibleText(scrub(text, secrets).replace(/\s+/gu, ' ').trim());
  if (clean === '') return '';
  const cut =
    clean.length > maxServerText ? `${clean.slice(0, maxServerText - 1).replace(/[\ud800-\udbff]$/u, '')}…` : clean;
  return ` The server says: “${cut}”`;
}

/** Servers like to echo the key they refuse, sometimes escaped. */
function scrub(text: string, secrets: readonly string[]): string {
  const spellings = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  const longestFirst = [...new Set(spellings)]
    .filter((spelling) => spelling !== '')
    .sort((a, b) => b.length - a.length);
  return longestFirst.reduce((clean, spelling) => clean.replaceAll(spelling, '•••'), text);
}
