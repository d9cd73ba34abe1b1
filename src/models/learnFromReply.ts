import type { ModelReply } from '../auction/model';
import { asRecord, parseJson } from './jsonShape';
import type { SeenCapabilities } from './modelFacts';
import type { RequestBody } from './requestBody';

/**
 * What one answer shows about its model. A capability that was not asked for stays as it is; a parameter that a server
 * drops without a word (log-probabilities, mostly) shows only here.
 */
export function learnFromReply(sent: RequestBody, reply: ModelReply): SeenCapabilities {
  if (reply.kind === 'failed') return reply.reason === 'toolsUnsupported' ? { nativeTools: false } : {};
  const answered = reply.text.trim() !== '';
  const askedLogprobs = sent['logprobs'] === true && answered;
  const alternatives = Math.max(0, ...(reply.logprobs ?? []).map(({ top }) => top.length));
  const wholeText = answered && reply.finishReason === 'stop';
  return {
    usageInStreams: reply.usage !== undefined,
    ...(askedLogprobs && { logprobs: reply.logprobs !== undefined, alternatives }),
    ...(sent['response_format'] !== undefined && wholeText && { jsonSchema: isObject(reply.text) }),
    ...(reply.toolCalls.length > 0 && { nativeTools: true }),
    ...reasons(reply, wholeText),
  };
}

/** Thoughts prove it; an answer without any makes it unlikely. */
function reasons({ reasoning, usage }: Extract<ModelReply, { kind: 'complete' }>, whole: boolean): SeenCapabilities {
  if (reasoning.trim() !== '' || (usage?.reasoningTokens ?? 0) > 0) return { reasons: true };
  return whole ? { reasons: false } : {};
}

function isObject(text: string): boolean {
  return asRecord(parseJson(text)) !== undefined;
}
