import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendLedgerEntry, openLedger, readLedger } from '../../../src/ledger/ledgerEntry';
import { ledgerEntry } from './ledgerEntries';

describe('ledger/ledgerEntry', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-ledger-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('keeps old entries and new ones side by side, one for each run', async () => {
    const file = join(folder, 'ledger.jsonl');
    const { bids, attempts, ...rest } = ledgerEntry({ runId: 'old' });
    const old = {
      ...rest,
      bids: bids.map(({ bidderId, outcome }) => ({ bidderId, outcome })),
      attempts: attempts.map(({ bidderId, verdict, costUsd }) => ({ bidderId, verdict, costUsd })),
    };
    await appendLedgerEntry(file, old);
    const ledger = openLedger(file);
    const costs = [{ bidderId: 'a/small', bidUsd: 0.001, juryUsd: 0, refineUsd: 0, executeUsd: 0.02 }];
    await ledger.append(ledgerEntry({ runId: 'new', workspaceId: 'w', bidderCosts: costs }));
    await ledger.append(ledgerEntry({ runId: 'new', workspaceId: 'w', end: 'rejected' }));
    const { records, unreadable } = await readLedger(file);
    assert.deepEqual(records, [old, ledgerEntry({ runId: 'new', workspaceId: 'w', end: 'rejected' })]);
    assert.equal(unreadable, 0);
  });

  it('refuses money that is none, so that it cannot poison a total', async () => {
    const bad = ledgerEntry({ costs: { bidUsd: NaN, juryUsd: 0, refineUsd: 0, executeUsd: 0 } });
    await assert.rejects(appendLedgerEntry(join(folder, 'ledger.jsonl'), bad), /not well-formed/u);
  });
});
