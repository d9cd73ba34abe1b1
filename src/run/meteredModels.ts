import { type Refusal, refusalMessage } from '../auction/caps';
import type { ModelReply, Usage } from '../auction/model';
import { callCostUsd, worstCaseCostUsd } from '../auction/price';
import { countTokens } from '../auction/tokens';
import type { ModelPort, ModelRequest } from '../models/modelPort';
import type { CallCost, MoneyGate } from './moneyGate';

/** Our count may fall short of a model's own tokenizer by this factor; reservations use it, bookings do not. */
export const countMargin = 1.3;

/**
 * A call can come dearer than its reservation (another tokenizer, hidden reasoning), but not without end: what a server
 * reports beyond this many reservations, and beyond a cent, is not believed. Else one lie would use up everybody's money. Ours.
 */
const beliefFactor = 10;
const smallUsd = 0.01;

/** The models behind the gate. A call that does not fit is answered with reason `overBudget` and never sent. */
export function meteredModels(models: ModelPort, gate: MoneyGate): ModelPort {
  return {
    async complete(request, options) {
      const { bidder, purpose, maxTokens } = request;
      const atMostUsd = worstCaseCostUsd(bidder, promptTokens(request) * countMargin, maxTokens) ?? 0;
      const paid = await gate.pay(
        { bidderId: bidder.id, purpose, atMostUsd },
        () => models.complete(request, options),
        (reply) => ({
          ...costOf(request, reply, Math.max(beliefFactor * atMostUsd, smallUsd)),
          ...(reply.planRequests !== undefined && { planRequests: reply.planRequests }),
        }),
      );
      return paid.kind === 'sent' ? paid.answer : overBudget(request, paid.refusal);
    },
  };
}

function costOf(request: ModelRequest, reply: ModelReply, mostUsd: number): CallCost {
  const reported = callCostUsd(request.bidder, reply.usage);
  if (reported !== undefined && reported > mostUsd) return { usd: mostUsd, estimated: true };
  const usd = reported ?? callCostUsd(request.bidder, estimatedUsage(request, reply)) ?? 0;
  return { usd, estimated: reported === undefined && usd > 0 };
}

function promptTokens(request: ModelRequest): number {
  const tools = request.tools === undefined ? 0 : countTokens(JSON.stringify(request.tools));
  return request.messages.reduce((sum, { content }) => sum + countTokens(content), tools);
}

/** What a call without reported usage must have used: nothing when the server was never reached. */
function estimatedUsage(request: ModelRequest, reply: ModelReply): Usage {
  const neverRan = new Set([
    'unreachable',
    'unauthorized',
    'notFound',
    'missingKey',
    'refused',
    'toolsUnsupported',
    'rateLimited',
  ]);
  if (reply.kind === 'failed' && neverRan.has(reply.reason)) return { inputTokens: 0, outputTokens: 0 };
  const written =
    reply.kind === 'failed'
      ? reply.partialText
      : reply.text + reply.reasoning + reply.toolCalls.map((call) => call.argumentsText).join('');
  return { inputTokens: promptTokens(request), outputTokens: countTokens(written) };
}

function overBudget(request: ModelRequest, refusal: Refusal): ModelReply {
  return {
    kind: 'failed',
    reason: 'overBudget',
    message: refusalMessage(request.bidder.name, refusal),
    partialText: '',
  };
}
