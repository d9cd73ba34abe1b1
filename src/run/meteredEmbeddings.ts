import { refusalMessage } from '../auction/caps';
import { countTokens } from '../auction/tokens';
import type { EmbeddingPort } from '../models/embeddings';
import { countMargin } from './meteredModels';
import type { CallCost, MoneyGate } from './moneyGate';

/**
 * Embeddings behind the gate, booked as refinement: they look for its examples. A model whose price is unknown, and a call
 * that does not fit, are answered with reason `overBudget` and never sent.
 */
export function meteredEmbeddings(port: EmbeddingPort, gate: MoneyGate): EmbeddingPort {
  const { id: bidderId, usdPerMt } = port;
  return {
    ...port,
    async embed(texts, signal) {
      if (usdPerMt === undefined) {
        const message = `${bidderId} has no price, so past tasks are compared by words; set "price" in gavel.memory.embeddings.`;
        return { kind: 'failed', reason: 'overBudget', message };
      }
      const tokens = texts.reduce((sum, text) => sum + countTokens(text), 0);
      const usd = (count: number): number => (count * usdPerMt) / 1e6;
      const paid = await gate.pay(
        { bidderId, purpose: 'refine', atMostUsd: usd(tokens * countMargin) },
        () => port.embed(texts, signal),
        (result): CallCost => {
          if (result.kind === 'failed') return { usd: 0, estimated: false };
          return {
            usd: usd(result.inputTokens ?? tokens),
            estimated: result.inputTokens === undefined && usdPerMt > 0,
          };
        },
      );
      if (paid.kind === 'sent') return paid.answer;
      return { kind: 'failed', reason: 'overBudget', message: refusalMessage(bidderId, paid.refusal) };
    },
  };
}
