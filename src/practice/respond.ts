import { readChatRequest, type ChatRequest } from './chatRequest';
import { genericPlan, otherAnswer, unknownPlanVerdict } from './genericScript';
import { type LogprobEntry, scriptedLogprobs } from './logprobs';
import { practiceModel, type PracticeModel, practiceModels } from './practiceModels';
import { recogniseTask } from './practiceTasks';
import { type Phase, type PromptParts, readListedBids, readPrompt } from './promptParts';
import type { ScriptedPlan, ScriptedTask, ScriptedVerdict } from './script';
import { cutTokens } from './tokens';
import { nextWorkTurn, type WorkCall } from './workTurn';

/** An error in the shape of the OpenAI API. */
export interface ErrorBody {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

/** What the server will send: a whole answer, to be streamed or not, or an error. */
export type ScriptedReply =
  | {
      readonly kind: 'answer';
      readonly model: string;
      readonly stream: boolean;
      readonly includeUsage: boolean;
      /** The visible text, cut into tokens; joined they are the text. */
      readonly tokens: readonly string[];
      /** One entry per token when log-probabilities were asked for. */
      readonly logprobs: readonly LogprobEntry[] | undefined;
      readonly calls: readonly (WorkCall & { readonly id: string })[];
      readonly finishReason: 'stop' | 'length' | 'tool_calls';
      readonly usage: {
        readonly prompt_tokens: number;
        readonly completion_tokens: number;
        readonly total_tokens: number;
      };
    }
  | { readonly kind: 'error'; readonly status: number; readonly body: ErrorBody };

/** Answers a chat completion request from the scripts. Pure: the same request always gets the same reply. */
export function respond(body: unknown): ScriptedReply {
  const read = readChatRequest(body);
  if (read.kind === 'invalid') return errorReply(400, read.message);
  const { request } = read;
  const model = practiceModel(request.model);
  if (model === undefined) {
    const known = practiceModels.map(({ id }) => id).join(', ');
    return errorReply(404, `The model '${request.model}' does not exist; the practice market has ${known}.`, {
      param: 'model',
      code: 'model_not_found',
    });
  }
  if (request.tools.length > 0 && !model.nativeTools) {
    return errorReply(400, `${model.id} does not support tools`, { param: 'tools' });
  }
  const prompt = readPrompt(request);
  return answer(request, model, prompt, recogniseTask(prompt.sharedText));
}

/** An error reply; `type` is the one OpenAI uses for requests it refuses. */
export function errorReply(
  status: number,
  message: string,
  detail: { readonly param?: string; readonly code?: string } = {},
): Extract<ScriptedReply, { kind: 'error' }> {
  const type = status >= 500 ? 'server_error' : 'invalid_request_error';
  return {
    kind: 'error',
    status,
    body: { error: { message, type, param: detail.param ?? null, code: detail.code ?? null } },
  };
}

function answer(
  request: ChatRequest,
  model: PracticeModel,
  prompt: PromptParts,
  task: ScriptedTask | undefined,
): ScriptedReply {
  const { text, calls } = content(request, model, prompt, task);
  const whole = cutTokens(text);
  const cut = whole.length > request.maxTokens;
  const tokens = cut ? whole.slice(0, request.maxTokens) : whole;
  const callTokens = calls.reduce((sum, call) => sum + cutTokens(call.argumentsText).length, 0);
  const promptTokens = request.messages.reduce((sum, message) => sum + cutTokens(message.text).length + 4, 0);
  const completionTokens = tokens.length + (cut ? 0 : callTokens);
  return {
    kind: 'answer',
    model: model.id,
    stream: request.stream,
    includeUsage: request.includeUsage,
    tokens,
    logprobs: entropyShown(request, model, tokens, text, planFor(prompt.phase, task, model)),
    calls: cut ? [] : calls.map((call, index) => ({ ...call, id: `call_${model.id}_${prompt.turn}_${index}` })),
    finishReason: cut ? 'length' : calls.length > 0 ? 'tool_calls' : 'stop',
    usage: {
      prompt_tokens: promptTokens,
      completion_tokens: completionTokens,
      total_tokens: promptTokens + completionTokens,
    },
  };
}

function content(
  request: ChatRequest,
  model: PracticeModel,
  prompt: PromptParts,
  task: ScriptedTask | undefined,
): { readonly text: string; readonly calls: readonly WorkCall[] } {
  switch (prompt.phase) {
    case 'bid':
    case 'refine':
      return { text: planFor(prompt.phase, task, model).text, calls: [] };
    case 'judge':
      return { text: judgement(model, prompt.section, task), calls: [] };
    case 'work':
      return nextWorkTurn(task, model.id, prompt, request);
    case 'other':
      return { text: otherAnswer(model.id), calls: [] };
  }
}

/** The bid of a model in that phase; asked to refine, a bidder without a second thought stands by its first. */
function planFor(phase: Phase, task: ScriptedTask | undefined, model: PracticeModel): ScriptedPlan {
  const bidder = task?.bidders[model.id];
  return (phase === 'refine' ? bidder?.refined : undefined) ?? bidder?.plan ?? genericPlan;
}

function judgement(judge: PracticeModel, section: string, task: ScriptedTask | undefined): string {
  const scores = readListedBids(section).map(({ label, plan }) => ({ bid: label, ...verdictOn(plan, judge, task) }));
  return JSON.stringify({ scores });
}

/** Plans are known by their text alone, blanks aside; who wrote them is hidden from a judge. */
function verdictOn(plan: string, judge: PracticeModel, task: ScriptedTask | undefined): ScriptedVerdict {
  const bidders = task === undefined ? [] : Object.values(task.bidders);
  const prepared = bidders.flatMap(({ plan: first, refined }) => (refined === undefined ? [first] : [first, refined]));
  const known = [...prepared, genericPlan].find(({ text }) => withoutBlanks(text) === withoutBlanks(plan));
  return known?.verdicts[judge.id] ?? unknownPlanVerdict;
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

function entropyShown(
  request: ChatRequest,
  model: PracticeModel,
  tokens: readonly string[],
  text: string,
  plan: ScriptedPlan,
): readonly LogprobEntry[] | undefined {
  if (request.topLogprobs === undefined) return undefined;
  return scriptedLogprobs(tokens, {
    meanNats: plan.entropyNats,
    alternatives: request.topLogprobs,
    seed: seedOf(model.id + text),
  });
}

/** FNV-1a, 32 bits: any text becomes a seed. */
function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
