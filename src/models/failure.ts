import type { FailureReason } from '../auction/model';
import { errorCode } from '../base/errorText';
import type { ServerError } from './serverError';

/** Why a call failed, before it is put into words. `serverText` is untrusted. */
export interface Failure {
  readonly reason: FailureReason;
  readonly status?: number | undefined;
  /** A system error code such as `ECONNREFUSED`, or the name of the timer that ran out. */
  readonly code?: string | undefined;
  readonly serverText?: string | undefined;
  /** Figures of ours that explain it, with a leading blank. */
  readonly note?: string;
}

const overflow =
  /exceed_context_size|context_length_exceeded|maximum context length|exceeds the available context size|context size has been exceeded|trying to keep the first|exceed\w*[^.]{0,40}context (?:window|length|size)|context (?:window|length|size)[^.]{0,40}exceed|prompt is too long|input is too long/iu;
const aboutTools = /\btools?\b|tool_choice|tool use|function.?call/iu;
/** llama-server in router mode says it with HTTP 400. */
const unknownModel = /\bmodel\b.{0,200}(?:not found|does not exist)/iu;
const unsupported = /not support|unsupported|unknown|unrecognized|not available|not enabled|requires|not permitted/iu;

/** Maps an error a server sent to a reason. `hasTools` tells whether the request offered any. */
export function classifyServerError(error: ServerError, hasTools: boolean): Failure {
  return { reason: reasonOf(error, hasTools), status: error.status, serverText: error.text };
}

function reasonOf(error: ServerError, hasTools: boolean): FailureReason {
  const status = error.status ?? streamStatus(error.code);
  const words = `${error.type ?? ''} ${error.code ?? ''} ${error.text}`;
  if (status === 401 || status === 403) return 'unauthorized';
  if (status === 429) return 'rateLimited';
  if (overflow.test(words)) return 'contextOverflow';
  if (hasTools && aboutTools.test(error.text) && unsupported.test(error.text)) return 'toolsUnsupported';
  if (status === 404 || (status === 400 && unknownModel.test(error.text))) return 'notFound';
  return status >= 400 && status < 500 ? 'refused' : 'serverError';
}

/** Errors inside a stream carry the status, if at all, as their code. */
function streamStatus(code: string | undefined): number {
  const status = Number(code);
  return status >= 400 && status < 600 ? status : 500;
}

const transportCodes = new Set(['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'EPIPE']);

/** What the runtime says went wrong below HTTP; the first system code in the chain of causes. */
export function transportCode(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    const code = errorCode(current);
    if (code !== undefined) return code;
    current = current.cause;
  }
  return undefined;
}

/** `redirect: 'error'` has no code of its own, only this word in the innermost cause. */
export function isRedirectError(error: unknown): boolean {
  let current = error;
  for (let depth = 0; depth < 8 && current instanceof Error; depth += 1) {
    if (current.message.includes('unexpected redirect')) return true;
    current = current.cause;
  }
  return false;
}

/** Connections that a second try may well get; a name that does not resolve or a bad certificate will not change in a second. */
export function isPassingTransportCode(code: string | undefined): boolean {
  return (
    code !== undefined &&
    (transportCodes.has(code) || ['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'ETIMEDOUT'].includes(code))
  );
}
