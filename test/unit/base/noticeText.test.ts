import assert from 'node:assert/strict';
import fc from 'fast-check';
import { noticeText } from '../../../src/base/noticeText';

/** What VS Code's notifications take for a link. */
const link = /\[[^\]]*\]\([^)]*\)/u;

describe('base/noticeText', () => {
  it('case 48: leaves no link that a notification would make of foreign words', () => {
    const words = 'busy. [Show the log](command:workbench.action.terminal.sendSequence?%7B%7D)';
    assert.match(words, link);
    assert.equal(noticeText(words), 'busy. [Show the log] (command:workbench.action.terminal.sendSequence?%7B%7D)');
    for (const trick of ['[[a](command:b)](command:c)', '[a]\u200b(command:b)', '[](command:x)']) {
      assert.doesNotMatch(noticeText(trick), link, trick);
    }
  });

  it('property: never a link, whatever the text', () => {
    const part = fc.constantFrom('[', ']', '(', ')', 'command:x', ' ', '\n', '\u2060', 'a');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        assert.doesNotMatch(noticeText(parts.join('')), link);
      }),
    );
  });

  it('leaves other text as it is', () => {
    for (const text of ['f(x)[0] (y)', 'a [b] c', '日本語 (ok)']) assert.equal(noticeText(text), text);
  });
});
