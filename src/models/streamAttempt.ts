import type { OpenAI } from 'openai';
import type { ClockPort } from '../base/clock';
import type { EndpointAddress } from './endpointUrl';
import { guardedFetch } from './guardedFetch';
import type { RequestBody } from './requestBody';
import type { StreamAssembler } from './streamAssembler';
import { StreamTimers } from './streamTimers';
import type { TimerLimits, TimerName } from './streamTimers';

/** What the client needs of the `openai` package, which is loaded by the first call and not before. */
export type OpenAiClass = typeof OpenAI;

/** One request to one server. `assembler` receives what comes, so that it is kept however the attempt ends. */
interface AttemptInput {
  readonly openAi: OpenAiClass;
  readonly address: EndpointAddress;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody;
  readonly assembler: StreamAssembler;
  readonly clock: ClockPort;
  readonly timers: TimerLimits;
  /** Decoded bytes after which reading stops. */
  readonly maxBytes: number;
  /** Characters of text and reasoning after which the server plainly ignores the token limit. */
  readonly maxCharacters: number;
  readonly signal: AbortSignal;
  readonly onText: (delta: string) => void;
  /** The server has taken the request: a response began that is no error. */
  readonly onAccepted: () => void;
  /** Ollama's own address instead of `/chat/completions`; `body` is in its form then. */
  readonly ollama: boolean;
}

/** How reading ended. `ended` says only that no more will come: whether the answer is whole, the assembler knows. */
export type AttemptEnd =
  | { readonly kind: 'ended' }
  | { readonly kind: 'enough' }
  | { readonly kind: 'timer'; readonly name: TimerName }
  | { readonly kind: 'threw'; readonly error: unknown; readonly headersSeen: boolean };

/** Sends one request and reads its stream to the end, to an error, to a timer or to the caller's abort. Never throws. */
export async function streamAttempt(input: AttemptInput): Promise<AttemptEnd> {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  const timers = new StreamTimers(input.clock, input.timers, abort);
  let headersSeen = false;
  const onHeaders = (ok: boolean) => {
    headersSeen = true;
    timers.headers();
    if (ok) input.onAccepted();
  };
  input.signal.addEventListener('abort', abort, { once: true });
  if (input.signal.aborted) abort();
  try {
    timers.start();
    const client = clientFor({ ...input, answer: input.ollama ? 'lines' : 'stream' }, onHeaders);
    const end = await readStream(client, input, timers, controller.signal);
    return timers.fired === undefined ? end : { kind: 'timer', name: timers.fired };
  } catch (error) {
    return timers.fired === undefined ? { kind: 'threw', error, headersSeen } : { kind: 'timer', name: timers.fired };
  } finally {
    timers.stop();
    input.signal.removeEventListener('abort', abort);
    abort();
  }
}

/** What a client of one endpoint is made of. */
interface ClientInput extends Pick<AttemptInput, 'openAi' | 'address' | 'key' | 'headers' | 'maxBytes'> {
  readonly answer?: 'stream' | 'lines' | 'document';
}

/** Everything the package would otherwise take from the environment is named, so that no variable can redirect a call or add to it. */
export function clientFor(input: ClientInput, onHeaders: (ok: boolean) => void): OpenAI {
  const { address, headers, maxBytes, answer = 'stream' } = input;
  return new input.openAi({
    apiKey: input.key,
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    baseURL: address.url,
    maxRetries: 0,
    // Ours hold; this one only has to be longer than they are.
    timeout: 2_147_483_647,
    logLevel: 'off',
    fetch: guardedFetch({ origin: address.origin, headers, maxBytes, onHeaders, answer }),
  });
}

async function readStream(
  client: OpenAI,
  input: AttemptInput,
  timers: StreamTimers,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  // `post` and not `chat.completions.create`: that one maps over the choices and dies of `choices: [null]`.
  const stream = await client.post<AsyncIterable<unknown>>(chatPath(input), {
    body: input.body,
    stream: true,
    signal,
  });
  for await (const chunk of stream) {
    await breathe();
    // After an abort a few buffered chunks still arrive, without any exception.
    if (signal.aborted) break;
    const { visible, progressed } = input.assembler.add(chunk);
    if (progressed) timers.progress();
    if (visible !== '') input.onText(visible);
    if (input.assembler.error !== undefined) break;
    if (input.assembler.finished) timers.finish();
    else if (input.assembler.characters > input.maxCharacters) return { kind: 'enough' };
  }
  return { kind: 'ended' };
}

function chatPath({ address, ollama }: AttemptInput): string {
  return ollama ? `${address.url.replace(/\/v1$/u, '')}/api/chat` : '/chat/completions';
}

/** Milliseconds that all streams together may take of one turn of the event loop; a server that is faster than we read never lets go of it. */
const sliceMs = 4;

/** Shared by all streams of the process: when the current turn's slice began, and the next turn for those that wait for it. */
let sliceBeganMs = 0;
let nextTurn: Promise<void> | undefined;

function breathe(): Promise<void> | undefined {
  if (performance.now() - sliceBeganMs < sliceMs) return undefined;
  nextTurn ??= new Promise((resolve) =>
    setImmediate(() => {
      nextTurn = undefined;
      sliceBeganMs = performance.now();
      resolve();
    }),
  );
  return nextTurn;
}
