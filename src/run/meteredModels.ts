import { type Money, reduceMoney, type Refusal, refusalMessage, refusalOf } from '../auction/caps';
import type { ModelReply, Usage } from '../auction/model';
import { callCostUsd, worstCaseCostUsd } from '../auction/price';
import { countTokens } from '../auction/tokens';
import type { CallOptions, ModelPort, ModelRequest } from '../models/modelPort';
import type { RunEvent } from './runEvents';

/** Our count may fall short of a model's own tokenizer by this factor; reservations use it, bookings do not. */
const countMargin = 1.3;

/**
 * A call can come dearer than its reservation (another tokenizer, hidden reasoning), but not without end: what a server
 * reports beyond this many reservations, and beyond a cent, is not believed. Else one lie would use up everybody's money. Ours.
 */
const beliefFactor = 10;
const smallUsd = 0.01;

/**
 * The models behind the purse: money is reserved before a call is sent and settled after it, so that no interleaving of
 * parallel calls can break the cap. A call that does not fit is answered with reason `overBudget` and never sent.
 */
export function meteredModels(
  models: ModelPort,
  initial: Money,
  book: (event: Extract<RunEvent, { readonly type: 'costBooked' }>) => void,
): ModelPort {
  let money = initial;
  let calls = 0;
  return {
    async complete(request: ModelRequest, options: CallOptions): Promise<ModelReply> {
      const held = worstCaseCostUsd(request.bidder, promptTokens(request) * countMargin, request.maxTokens) ?? 0;
      const reservation = { id: String((calls += 1)), usd: held, purpose: request.purpose };
      const refusal = refusalOf(money, reservation);
      if (refusal !== undefined) return overBudget(request, refusal);
      money = reduceMoney(money, { type: 'reserved', ...reservation });
      const reply = await models.complete(request, options);
      const reported = callCostUsd(request.bidder, reply.usage);
      const most = Math.max(beliefFactor * held, smallUsd);
      const believed = reported === undefined || reported <= most;
      const told = believed ? reported : most;
      const usd = told ?? callCostUsd(request.bidder, estimatedUsage(request, reply)) ?? 0;
      money = reduceMoney(money, { type: 'settled', id: reservation.id, usd });
      book({
        type: 'costBooked',
        purpose: request.purpose,
        bidderId: request.bidder.id,
        usd,
        estimated: (reported === undefined || !believed) && usd > 0,
      });
      return reply;
    },
  };
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
