import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ledgerCsv, ledgerJson } from '../../../src/ledger/exportLedger';
import { anyEntry, ledgerEntry } from './ledgerEntries';

/** A reader by RFC 4180 that shares nothing with the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/u.exec(rest);
    assert.ok(match, `not CSV: ${rest.slice(0, 80)}`);
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '\r\n') rows.push(row.splice(0));
    rest = rest.slice(match[0].length);
  }
  assert.deepEqual(row, []);
  return rows;
}

describe('ledger/exportLedger', () => {
  it('writes one row per task under a header', () => {
    const [header, row, ...more] = readCsv(ledgerCsv([ledgerEntry()]));
    assert.deepEqual(more, []);
    const cell = (title: string): string | undefined => row?.[header?.indexOf(title) ?? -1];
    assert.equal(cell('date'), '2026-11-22T12:00:00.000Z');
    assert.equal(cell('title'), 'Fix the queue');
    assert.equal(cell('attempts'), 'a/small: passed (exit code 0), 0.02 USD');
    assert.equal(cell('total USD'), '0.026');
    assert.equal(cell('saving USD'), '0.034');
    const chosen = ledgerEntry({
      rule: 'sale',
      otherRule: { rule: 'expectedValue' },
      withoutBids: { bidderId: 'a/large' },
    });
    const choices = readCsv(ledgerCsv([chosen]))[1]?.slice(header?.indexOf('rule'));
    assert.deepEqual(choices, ['sale', '', 'expectedValue', '', 'a/large', '0.06', 'scaled']);
    const loss = readCsv(ledgerCsv([ledgerEntry({ attempts: [] })]))[1];
    assert.equal(loss?.[header?.indexOf('saving USD') ?? -1], '-0.006', 'a negative figure stays a figure');
  });

  it('no text can become a formula', () => {
    for (const title of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '  =1', '＝1', '=HYPERLINK("http://x";"y")']) {
      const row = readCsv(ledgerCsv([ledgerEntry({ title, runId: title })]))[1];
      for (const cell of row?.slice(1, 3) ?? []) assert.match(cell, /^'/u, title);
    }
  });

  it('any entry becomes readable CSV of the same shape, and JSON', () => {
    fc.assert(
      fc.property(fc.array(anyEntry, { maxLength: 6 }), (entries) => {
        const rows = readCsv(ledgerCsv(entries));
        assert.equal(rows.length, entries.length + 1);
        for (const row of rows) {
          assert.equal(row.length, rows[0]?.length);
          for (const cell of row) {
            assert.doesNotMatch(cell, /^\s*[=+@]/u);
            assert.ok(!/^\s*-/u.test(cell) || /^-\d+(\.\d+)?$/u.test(cell), cell);
            assert.doesNotMatch(cell, /NaN|Infinity USD|undefined/u);
          }
        }
        const json = JSON.parse(ledgerJson(entries)) as { entries: unknown[]; tasks: unknown[] };
        assert.equal(json.entries.length, entries.length);
        assert.equal(json.tasks.length, entries.length);
      }),
      { numRuns: 200 },
    );
  });
});
