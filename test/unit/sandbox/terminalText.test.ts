import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainTerminalText, TerminalText } from '../../../src/sandbox/terminalText';

const esc = '\u001b';

describe('sandbox/terminalText', () => {
  it('case 51: removes everything a terminal would act on', () => {
    const cases: readonly (readonly [string, string])[] = [
      [`${esc}[31mred${esc}[0m`, 'red'],
      [`${esc}]8;;http://x/${esc}\\link${esc}]8;;${esc}\\`, 'link'],
      [`${esc}]52;c;c2VjcmV0\u0007after`, 'after'],
      [`${esc}]633;E;rm -rf /\u0007${esc}]133;D;0\u0007ok`, 'ok'],
      [`a${esc}[2J${esc}[1;1Hb`, 'ab'],
      [`a\u0007b\u0000c\u000bd`, 'abcd'],
      ['\u009b31mred\u009b0m', 'red'],
      ['\u009d0;title\u009cx', 'x'],
      [`${esc}P1;2|payload${esc}\\x`, 'x'],
      [`${esc}_app${esc}\\${esc}^pm${esc}\\${esc}Xsos${esc}\\x`, 'x'],
      [`${esc}c${esc}7${esc}8${esc}(Bx`, 'x'],
      [`${esc}]0;never ended\nnext line`, '\nnext line'],
      [`${esc}[38;5`, ''],
      ['tab\tstays\n', 'tab\tstays\n'],
    ];
    for (const [raw, plain] of cases) assert.equal(plainTerminalText(raw), plain, JSON.stringify(raw));
  });

  it('case 51: plays carriage returns and backspaces as a screen would', () => {
    assert.equal(plainTerminalText('10%\r50%\r100%\n'), '100%\n');
    assert.equal(plainTerminalText('FAILED\rok\n'), 'okILED\n');
    assert.equal(plainTerminalText('abc\b\bX\n'), 'aXc\n');
    assert.equal(plainTerminalText('line\r\nnext\r\n'), 'line\nnext\n');
  });

  it('case 52: shows deceptive characters and leaves languages alone', () => {
    assert.equal(plainTerminalText('a\u202eb'), 'a⟨U+202E⟩b');
    assert.equal(plainTerminalText('日本 é 😀 עברית'), '日本 é 😀 עברית');
  });

  it('property: no control character but tab and line feed comes through, however the text is cut into pieces', () => {
    const part = fc.oneof(
      fc.constantFrom(
        esc,
        `${esc}[`,
        `${esc}]`,
        '\u009b',
        '\u009d',
        '\u0007',
        '\r',
        '\n',
        '\b',
        '31m',
        ';',
        '\u0090',
        `${esc}\\`,
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = new TerminalText();
        const streamed = parts.map((piece) => text.push(piece)).join('') + text.end();
        assert.doesNotMatch(streamed, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/u);
        assert.equal(streamed, plainTerminalText(parts.join('')), 'the same text whole and in pieces');
      }),
      { numRuns: 1000 },
    );
  });

  it('case 80: takes hostile text in linear time', () => {
    const hostile = [
      `${esc}]`.repeat(300_000),
      `${esc}[${';'.repeat(600_000)}`,
      '\r'.repeat(600_000),
      `${esc}[1;`.repeat(200_000),
    ];
    for (const text of hostile) {
      const started = performance.now();
      plainTerminalText(text);
      assert.ok(performance.now() - started < 3000, JSON.stringify(text.slice(0, 6)));
    }
  });
});
