import assert from 'node:assert/strict';
import { privateDayPurse } from '../../../src/ledger/dayPurse';
import type { EmbeddingPort } from '../../../src/models/embeddings';
import { meteredEmbeddings } from '../../../src/run/meteredEmbeddings';
import { type MoneyGate, moneyGate } from '../../../src/run/moneyGate';
import type { RunEvent } from '../../../src/run/runEvents';

const signal = new AbortController().signal;

class FakePort implements EmbeddingPort {
  readonly id = 'office/embed';
  sent = 0;
  constructor(
    readonly usdPerMt = 1000,
    private readonly inputTokens?: number,
  ) {}

  embed(texts: readonly string[]): ReturnType<EmbeddingPort['embed']> {
    this.sent += 1;
    const vectors = texts.map(() => Float32Array.of(1));
    const { inputTokens } = this;
    return Promise.resolve({ kind: 'embedded', vectors, ...(inputTokens !== undefined && { inputTokens }) });
  }
}

describe('run/meteredEmbeddings', () => {
  let booked: RunEvent[] = [];
  beforeEach(() => (booked = []));
  const gateOf = (auction: number): MoneyGate =>
    moneyGate({ auction }, privateDayPurse(), (event) => booked.push(event));

  it('books what the server reports as refinement, under the name of the embedding model', async () => {
    const port = new FakePort(1000, 7);
    assert.equal((await meteredEmbeddings(port, gateOf(1)).embed(['fix the queue'], signal)).kind, 'embedded');
    assert.deepEqual(booked, [
      { type: 'costBooked', purpose: 'refine', bidderId: 'office/embed', usd: 0.007, estimated: false },
    ]);
  });

  it('estimates what the server does not report, and says so', async () => {
    await meteredEmbeddings(new FakePort(), gateOf(1)).embed(['fix the queue'], signal);
    const [event] = booked;
    assert.ok(event?.type === 'costBooked' && event.estimated && event.usd > 0);
  });

  it('case 128: sends nothing that could break a cap, and nothing at an unknown price', async () => {
    const port = new FakePort();
    const refused = await meteredEmbeddings(port, gateOf(0.001)).embed(['fix the queue'], signal);
    assert.ok(refused.kind === 'failed' && refused.reason === 'overBudget');
    const unpriced: EmbeddingPort = { id: port.id, embed: (texts) => port.embed(texts) };
    const unknown = await meteredEmbeddings(unpriced, gateOf(1)).embed(['fix the queue'], signal);
    assert.ok(unknown.kind === 'failed');
    assert.match(unknown.message, /set "price" in gavel\.memory\.embeddings/u);
    assert.equal(port.sent, 0);
    assert.deepEqual(booked, []);
  });
});
