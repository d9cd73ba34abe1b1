import assert from 'node:assert/strict';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import type { ModelReply, Usage } from '../../../src/auction/model';
import { privateDayPurse } from '../../../src/ledger/dayPurse';
import type { ModelRequest } from '../../../src/models/modelPort';
import { meteredModels } from '../../../src/run/meteredModels';
import { moneyGate } from '../../../src/run/moneyGate';

const signal = new AbortController().signal;

function bidderAt(endpointId: string): Bidder {
  const price = { input: 1, output: 1 };
  return {
    ...{ id: endpointId, name: endpointId, endpointId, modelId: 'm', price, priceSource: 'user' },
    capabilities: unknownCapabilities,
  };
}

function requestOf(endpointId: string): ModelRequest {
  const messages = [{ role: 'user', content: 'Fix it.' }] as const;
  return { bidder: bidderAt(endpointId), purpose: 'bid', messages, maxTokens: 1000 };
}

/** Models that answer at once and report this usage, one figure for each endpoint. */
function market(usageOf: Readonly<Record<string, Usage>>): {
  readonly ask: (endpointId: string) => Promise<ModelReply>;
  readonly booked: { readonly usd: number; readonly estimated: boolean }[];
} {
  const booked: { readonly usd: number; readonly estimated: boolean }[] = [];
  const models = meteredModels(
    {
      complete: ({ bidder }) => {
        const usage = usageOf[bidder.endpointId];
        const reply = { text: 'A plan.', reasoning: '', toolCalls: [], finishReason: 'stop' } as const;
        return Promise.resolve({ kind: 'complete', ...reply, ...(usage && { usage }) });
      },
    },
    moneyGate({ auction: 0.5, task: 2, day: 10 }, privateDayPurse(), (event) => booked.push(event)),
  );
  return { ask: (endpointId) => models.complete(requestOf(endpointId), { signal }), booked };
}

describe('run/meteredModels', () => {
  for (const [lie, usage] of [
    ['a cost', { inputTokens: 5, outputTokens: 5, costUsd: 1e9 }],
    ['token counts', { inputTokens: 1e15, outputTokens: 1e15 }],
  ] as const) {
    it(`a server that reports ${lie} no call can have does not use up the money of the others`, async () => {
      const { ask, booked } = market({ hostile: usage });
      await ask('hostile');
      assert.equal((await ask('honest')).kind, 'complete');
      assert.ok((booked[0]?.usd ?? 0) > 0 && (booked[0]?.usd ?? 1) < 0.05, String(booked[0]?.usd));
      assert.equal(booked[0]?.estimated, true);
    });
  }

  it('books what the provider says, also when it is more than we reckoned with', async () => {
    const { ask, booked } = market({ dear: { inputTokens: 5, outputTokens: 5, costUsd: 0.004 } });
    await ask('dear');
    assert.deepEqual({ usd: booked[0]?.usd, estimated: booked[0]?.estimated }, { usd: 0.004, estimated: false });
  });
});
