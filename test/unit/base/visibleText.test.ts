import assert from 'node:assert/strict';
import fc from 'fast-check';
import { visibleText } from '../../../src/base/visibleText';

describe('base/visibleText', () => {
  const hidden: readonly [string, string, string][] = [
    ['a bidi override', 'a\u202eb', 'a⟨U+202E⟩b'],
    ['an escape', '\u001b[2J', '⟨U+001B⟩[2J'],
    ['a C1 control', '\u009b1m', '⟨U+009B⟩1m'],
    ['a zero-width space', 'a\u200bb', 'a⟨U+200B⟩b'],
    ['a tag character', '\u{e0041}', '⟨U+E0041⟩'],
    ['a variation selector in a name', 'isAdmin\ufe0f', 'isAdmin⟨U+FE0F⟩'],
    ['a selector behind a letter that would hide a joiner', 'a\ufe0f\u200db', 'a⟨U+FE0F⟩⟨U+200D⟩b'],
    ['a combining joiner', 'a\u034fb', 'a⟨U+034F⟩b'],
    ['a line separator', '\u2028', '⟨U+2028⟩'],
    ['a lone carriage return', 'ok\rno', 'ok⟨U+000D⟩no'],
  ];
  for (const [name, text, shown] of hidden) {
    it(`case 51, 52: shows ${name}`, () => {
      assert.equal(visibleText(text), shown);
    });
  }

  it('case 52: leaves accents, CJK, emoji with joiners, tabs and line feeds as they are', () => {
    const clean = 'Ünïcödé 日本語 👩‍💻 ❤️ 🏳️‍🌈 👩🏽‍💻 ok\n\tdone';
    assert.equal(visibleText(clean), clean);
  });

  it('property: nothing that comes out acts on a terminal or a reader, and showing twice changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = visibleText(text);
        assert.doesNotMatch(shown, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u);
        assert.equal(visibleText(shown), shown);
      }),
    );
  });
});
