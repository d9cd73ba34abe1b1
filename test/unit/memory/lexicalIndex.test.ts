import assert from 'node:assert/strict';
import fc from 'fast-check';
import { identifierWords } from '../../../src/memory/identifierWords';
import { LexicalIndex } from '../../../src/memory/lexicalIndex';

const everything = (): boolean => true;

describe('memory/lexicalIndex', () => {
  it('splits names at camelCase, underscores and digits, and keeps them whole too', () => {
    assert.deepEqual(identifierWords('parseHTTPReply2'), ['parse', 'http', 'reply', '2', 'parsehttpreply2']);
    assert.deepEqual(identifierWords('run_print_queue()'), ['run', 'print', 'queue', 'run_print_queue']);
    assert.deepEqual(identifierWords('Größe über alles'), ['größe', 'über', 'alles']);
    assert.deepEqual(identifierWords('—!?'), []);
  });

  it('ranks by rarity, repetition and brevity', () => {
    const index = new LexicalIndex();
    const texts = ['the queue', 'the queue of the printer', 'the gate', 'the the the the the'];
    for (const text of texts) index.add(text);
    assert.deepEqual(
      index.top('the queue', 2, everything).map(({ document }) => document),
      [0, 1],
    );
  });

  it('scores as the formula says', () => {
    const index = new LexicalIndex();
    for (const text of ['a b', 'b c c d']) index.add(text);
    // n = 2, one document has c; length 4, mean 3.
    const weight = Math.log(1 + (2 - 1 + 0.5) / (1 + 0.5));
    const expected = (weight * 2 * 2.2) / (2 + 1.2 * (0.25 + (0.75 * 4) / 3));
    assert.ok(Math.abs((index.top('c', 1, everything)[0]?.score ?? 0) - expected) < 1e-12);
  });

  it('adding one by one is the same as sorting a full scan', () => {
    const word = fc.constantFrom('red', 'green', 'blue', 'fooBar', 'baz_qux', 'one');
    const text = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(text, { maxLength: 30 }),
        text,
        fc.nat(9),
        fc.func(fc.boolean()),
        (texts, query, count, keep) => {
          const index = new LexicalIndex();
          for (const added of texts) index.add(added);
          texts.forEach((_text, document) => {
            if (!keep(document)) index.remove(document);
          });
          const all = index.top(query, 1000, everything);
          const some = index.top(query, count, everything);
          assert.deepEqual(some, all.slice(0, count));
          for (const { document, score } of all) {
            assert.ok(keep(document) && Number.isFinite(score) && score > 0);
            const words = new Set(identifierWords(query));
            assert.ok(identifierWords(texts[document] ?? '').some((shared) => words.has(shared)));
          }
          const order = all.map(({ document, score }) => [score, document] as const);
          assert.deepEqual(
            order,
            [...order].sort((a, b) => b[0] - a[0] || b[1] - a[1]),
          );
        },
      ),
    );
  });
});
