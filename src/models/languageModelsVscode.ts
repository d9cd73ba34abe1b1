import * as vscode from 'vscode';
import type { ChatMessage, FailureReason, ModelReply, ToolCall } from '../auction/model';
import { systemClock } from '../base/clock';
import { errorText } from '../base/errorText';
import { visibleText } from '../base/visibleText';
import { CallQueue } from './callQueue';
import type { Endpoint } from './endpoint';
import { editorVendor } from './endpointUrl';
import { asRecord, parseJson } from './jsonShape';
import type { CallOptions, ModelPort, ModelRequest } from './modelPort';
import { tokenLimit } from './requestBody';
import { StreamTimers, timerLimits } from './streamTimers';
import { ThinkTags } from './thinkTags';

/** Twice the usual four characters a token: certainly past a limit that cannot be sent. */
const charactersPerToken = 8;

/**
 * The models VS Code itself offers, by `vscode.lm`. They say no finish reason: an answer is whole when its stream ends and
 * nobody cancelled. No log-probabilities, no usage, no schema. VS Code asks for its own consent at the first request.
 */
export function createLanguageModels(endpoints: readonly Endpoint[]): ModelPort {
  const lanes = new Map(
    endpoints.map((endpoint) => [
      endpoint.id,
      { endpoint, queue: new CallQueue({ concurrency: endpoint.concurrency ?? 4, oneModel: false }) },
    ]),
  );
  return {
    complete: async (request, options) => {
      const lane = lanes.get(request.bidder.endpointId);
      const vendor = editorVendor(lane?.endpoint.baseUrl ?? '');
      if (lane === undefined || vendor === undefined) return failed(request, 'notFound', gone);
      const { endpoint, queue } = lane;
      const { modelId } = request.bidder;
      const ask = (): Promise<ModelReply> => asked(endpoint, vendor, request, options);
      const reply = await queue.run(modelId, options.signal, ask, options.onQueue);
      return reply ?? failed(request, 'aborted', 'was cancelled.');
    },
  };
}

const gone = 'is not offered by VS Code any more. Run “Gavel: Manage Bidders” to choose another model.';

interface Heard {
  text: string;
  /** The provider has been asked, which spends a request of the user's plan. */
  sent: boolean;
  readonly think: ThinkTags;
  readonly calls: ToolCall[];
}

async function asked(
  endpoint: Endpoint,
  vendor: string,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelReply> {
  const heard: Heard = { text: '', sent: false, think: new ThinkTags(), calls: [] };
  const reply = await heardReply(endpoint, vendor, heard, request, options);
  const refused = reply.kind === 'failed' && unspent.has(reply.reason);
  return { ...reply, planRequests: heard.sent && !refused ? 1 : 0 };
}

/** Refusals before anything was sent to the model: no consent, no quota, no such model. */
const unspent: ReadonlySet<FailureReason> = new Set(['unauthorized', 'rateLimited', 'notFound']);

async function heardReply(
  endpoint: Endpoint,
  vendor: string,
  heard: Heard,
  request: ModelRequest,
  options: CallOptions,
): Promise<ModelReply> {
  const cancellation = new vscode.CancellationTokenSource();
  const stop = (): void => cancellation.cancel();
  const timers = new StreamTimers(systemClock, timerLimits(endpoint.timeouts, false), stop);
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    timers.start();
    const [model] = await vscode.lm.selectChatModels({ vendor, id: request.bidder.modelId });
    if (model === undefined) return failed(request, 'notFound', gone);
    heard.sent = true;
    const response = await model.sendRequest(
      request.messages.map(wireMessage),
      sendOptions(request),
      cancellation.token,
    );
    const tooLong = await read(response, heard, { request, options, timers });
    if (options.signal.aborted) return failed(request, 'aborted', 'was cancelled.', heard.text);
    if (timers.fired !== undefined)
      return failed(request, 'timedOut', `did not answer in time (${timers.fired}).`, heard.text);
    return complete(heard, tooLong);
  } catch (error) {
    if (options.signal.aborted) return failed(request, 'aborted', 'was cancelled.', heard.text);
    if (timers.fired !== undefined)
      return failed(request, 'timedOut', `did not answer in time (${timers.fired}).`, heard.text);
    return { ...refusal(request, error), partialText: heard.text };
  } finally {
    timers.stop();
    options.signal.removeEventListener('abort', stop);
    cancellation.cancel();
    cancellation.dispose();
  }
}

interface Reading {
  readonly request: ModelRequest;
  readonly options: CallOptions;
  readonly timers: StreamTimers;
}

/** True when the answer went past its limit and was left there. */
async function read(
  response: vscode.LanguageModelChatResponse,
  heard: Heard,
  { request, options, timers }: Reading,
): Promise<boolean> {
  for await (const part of response.stream) {
    if (options.signal.aborted || timers.fired !== undefined) return false;
    if (part instanceof vscode.LanguageModelTextPart) {
      timers.progress();
      heard.text += part.value;
      const visible = heard.think.push(part.value);
      if (visible !== '') options.onText?.(visible);
    } else if (part instanceof vscode.LanguageModelToolCallPart) {
      timers.progress();
      heard.calls.push({ id: part.callId, name: part.name, argumentsText: JSON.stringify(part.input) });
    }
    if (heard.text.length > tokenLimit(request) * charactersPerToken) return true;
  }
  return false;
}

function complete({ think, calls }: Heard, tooLong: boolean): ModelReply {
  think.end();
  const finishReason = tooLong ? 'length' : calls.length > 0 ? 'toolCalls' : 'stop';
  return { kind: 'complete', text: think.visible, reasoning: think.reasoning, toolCalls: calls, finishReason };
}

function sendOptions({ tools = [] }: ModelRequest): vscode.LanguageModelChatRequestOptions {
  return {
    justification: 'Gavel puts your task to auction: this model bids, judges or does the work.',
    ...(tools.length > 0 && {
      tools: tools.map(({ name, description, parameters }) => ({ name, description, inputSchema: parameters })),
    }),
  };
}

/** `vscode.lm` knows no system role: such text comes first, as the user's. */
function wireMessage(message: ChatMessage): vscode.LanguageModelChatMessage {
  if (message.role === 'assistant') {
    const calls = (message.toolCalls ?? []).map(
      ({ id, name, argumentsText }) =>
        new vscode.LanguageModelToolCallPart(id, name, asRecord(parseJson(argumentsText)) ?? {}),
    );
    const text = message.content === '' && calls.length > 0 ? [] : [new vscode.LanguageModelTextPart(message.content)];
    return vscode.LanguageModelChatMessage.Assistant([...text, ...calls]);
  }
  if (message.role !== 'tool') return vscode.LanguageModelChatMessage.User(message.content);
  const result = [new vscode.LanguageModelTextPart(message.content)];
  return vscode.LanguageModelChatMessage.User([new vscode.LanguageModelToolResultPart(message.toolCallId, result)]);
}

/** What VS Code and the provider refuse: consent, quota, a model that is gone, a task that is not its topic. */
function refusal(request: ModelRequest, error: unknown): Extract<ModelReply, { kind: 'failed' }> {
  const code = error instanceof vscode.LanguageModelError ? error.code : '';
  const cause = error instanceof Error ? error.cause : undefined;
  const said = visibleText(`${errorText(error)} ${cause instanceof Error ? cause.message : ''}`.trim()).slice(0, 300);
  if (/off.?topic/iu.test(said)) return failed(request, 'refused', 'says that this task is not its topic.');
  if (code === vscode.LanguageModelError.NotFound.name) return failed(request, 'notFound', gone);
  if (code === vscode.LanguageModelError.NoPermissions.name)
    return failed(
      request,
      'unauthorized',
      'may not be used by Gavel: you did not allow it. Run the auction again and allow it, or remove the bidder.',
    );
  if (code === vscode.LanguageModelError.Blocked.name || /quota|rate.?limit|too many requests/iu.test(said))
    return failed(request, 'rateLimited', `has no requests left in your plan for now. It says: “${said}”`);
  return failed(request, 'serverError', `failed. It says: “${said}”`);
}

function failed(
  { bidder }: ModelRequest,
  reason: FailureReason,
  what: string,
  partialText = '',
): Extract<ModelReply, { kind: 'failed' }> {
  return { kind: 'failed', reason, message: `${visibleText(bidder.name)} ${what}`, partialText };
}
