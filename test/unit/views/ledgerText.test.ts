import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ledgerText } from '../../../src/views/ledgerText';
import { anyEntry, ledgerEntry } from '../ledger/ledgerEntries';

describe('views/ledgerText', () => {
  it('says so when there is nothing yet', () => {
    assert.match(ledgerText([]), /No task has been put to auction yet/u);
  });

  it('lines its columns up', () => {
    const text = ledgerText([ledgerEntry(), ledgerEntry({ runId: 'b', title: 'A much longer title than the other' })]);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    const [tasks, bidders] = [rows.slice(0, 5), rows.slice(5)];
    for (const table of [tasks, bidders]) assert.equal(new Set(table.map((line) => line.length)).size, 1);
  });

  it('keeps practice apart and labels it', () => {
    const text = ledgerText([ledgerEntry(), ledgerEntry({ runId: 'p', practice: true, title: 'Practised' })]);
    assert.match(text, /## Tasks[^]*Fix the queue[^]*## Practice: scripted, no AI, no real money[^]*Practised/u);
  });

  it('shows every ledger, damaged or hostile, without NaN, and no title breaks a row', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 5 }), (entries) => {
        const text = ledgerText(entries);
        assert.doesNotMatch(text, /NaN|Infinity|undefined/u);
        for (const line of text.split('\n').filter((row) => row.startsWith('|'))) assert.ok(line.endsWith('|'), line);
      }),
    );
  });
});
