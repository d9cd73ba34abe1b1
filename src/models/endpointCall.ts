import type { ModelReply } from '../auction/model';
import { errorText } from '../base/errorText';
import { callAttempts } from './callAttempts';
import { failedReply, placeholderKey } from './callContext';
import type { CallServices, EndpointCall } from './callContext';
import type { Failure } from './failure';
import { timerLimits } from './streamTimers';

/** Runs one call to its reply: key, request, refitting, retries, total time. */
export async function endpointCall(call: EndpointCall, services: CallServices): Promise<ModelReply> {
  const key = await keyFor(call, services);
  if (typeof key !== 'string') return failedReply(call, key);
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  const { signal } = call.options;
  signal.addEventListener('abort', abort, { once: true });
  const totalMs = timerLimits(call.endpoint.timeouts, call.local).totalMs;
  const stopTotal = services.clock.after(totalMs, abort);
  if (signal.aborted) abort();
  try {
    const reply = await callAttempts(call, services, key, controller.signal);
    if (signal.aborted) return failedReply(call, { reason: 'aborted' }, key);
    return controller.signal.aborted ? failedReply(call, { reason: 'timedOut', code: 'total' }, key) : reply;
  } catch (error) {
    services.log.error('A model call failed in an unforeseen way.');
    return failedReply(call, { reason: 'badAnswer', serverText: errorText(error) }, key);
  } finally {
    stopTotal();
    signal.removeEventListener('abort', abort);
  }
}

/** The key of a call, a placeholder for servers on this machine that need none, or why there is none to send. */
export async function keyFor(
  { endpoint, address }: Pick<EndpointCall, 'endpoint' | 'address'>,
  { keys }: Pick<CallServices, 'keys'>,
): Promise<string | Failure> {
  const stored = (await keys.keyFor(endpoint.id, address.origin))?.trim() ?? '';
  if (stored === '') return address.loopback ? placeholderKey : { reason: 'missingKey' };
  // A header can carry nothing else, and the runtime's complaint would quote the key.
  if (!/^[\x21-\x7e]+$/u.test(stored))
    return { reason: 'unauthorized', serverText: 'the stored key holds characters no key has' };
  return stored;
}
