import assert from 'node:assert/strict';
import { hasLookalike, latinWords, markLookalikes } from '../../../src/review/lookalikes';

const known = latinWords('const scope = isAdmin(access); return cache;');

describe('review/lookalikes', () => {
  it('case 52: marks names that pass for Latin ones', () => {
    for (const line of [
      'if (isAdm\u0456n) return;', // Ukrainian i
      'const p\u0430th = 1;', // Cyrillic a
      'let \u03bfk = true;'.replace('k', 'k'), // Greek omicron before a Latin k
      '\u0441\u0430\u0441h\u0435.get()', // Cyrillic beside a Latin h
      'x\u037e', // Greek question mark
      '\u{1d5ba}dmin = 1', // mathematical a
      'const acc\u0435ss = 1',
      'ＡPI()',
    ])
      assert.ok(hasLookalike(line, known), line);
    assert.ok(hasLookalike('\u0455\u0441\u043e\u0440\u0435 = 1', known), 'wholly Cyrillic, read as scope');
    assert.equal(markLookalikes('p\u0430th', known), 'p\u0430⟨U+0430⟩th');
    assert.equal(markLookalikes('path', known), 'path');
  });

  it('case 52: words of other scripts, accents, CJK, emoji and mathematical names pass clean', () => {
    for (const line of [
      '// Это обычный русский комментарий о path и scope',
      'const имя = "Анна";',
      '// Ελληνικά σχόλια για το scope',
      'const Δx = σ_x + μs * θ1;',
      'const größe = "naïve café"; // ığüşöç',
      '関数名 = "使うAPI"; // ＡＰＩ',
      'const 변수 = 1; // 👩‍💻',
      'שלום עולם',
      'return cache;',
    ])
      assert.equal(markLookalikes(line, known), line);
  });
});
