import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ThinkTags } from '../../../src/models/thinkTags';

function split(...pieces: readonly string[]): { visible: string; reasoning: string; heard: string } {
  const tags = new ThinkTags();
  const heard = pieces.map((piece) => tags.push(piece)).join('') + tags.end();
  return { visible: tags.visible, reasoning: tags.reasoning, heard };
}

const cases: readonly (readonly [name: string, text: string, visible: string, reasoning: string])[] = [
  ['no tag', '  plain text\n', '  plain text\n', ''],
  ['a closed block', '<think>\nhm\n</think>\n\nThe plan.', 'The plan.', '\nhm\n'],
  ['leading blank lines', '\n\n<think>hm</think>plan', 'plan', 'hm'],
  ['an implicit opening', 'hm, so\n</think>\n\nThe plan.', 'The plan.', 'hm, so\n'],
  ['an unclosed block', '<think>hm, a tool call: {"name":"read"}', '', 'hm, a tool call: {"name":"read"}'],
  ['an empty block', '<think></think>plan', 'plan', ''],
  ['capitals', '<Think>hm</THINK>plan', 'plan', 'hm'],
  ['two leading blocks', '<think>a</think>\n<think>b</think>\nplan', 'plan', 'ab'],
  ['a block on a later line', 'First.\n<think>hm</think>Then.', 'First.\nThen.', 'hm'],
  ['a tag inside a sentence', 'Strip the <think> tag.', 'Strip the <think> tag.', ''],
  ['a quoted closing tag', 'Look for `</think>` there.', 'Look for `</think>` there.', ''],
  [
    'tags inside a code fence',
    'So:\n```html\n<think>\n</think>\n```\nend',
    'So:\n```html\n<think>\n</think>\n```\nend',
    '',
  ],
  ['a half tag at the end', 'a <thin', 'a <thin', ''],
  ['only blank text', ' \n', ' \n', ''],
  ['a comparison', 'if a < b then', 'if a < b then', ''],
];

describe('models/thinkTags', () => {
  for (const [name, text, visible, reasoning] of cases) {
    it(`separates ${name}, however it is cut (case 27)`, () => {
      const whole = split(text);
      assert.deepEqual({ visible: whole.visible, reasoning: whole.reasoning }, { visible, reasoning });
      for (let cut = 0; cut <= text.length; cut += 1)
        assert.deepEqual(split(text.slice(0, cut), text.slice(cut)).visible, visible);
      const single = split(...Array.from(text));
      assert.deepEqual({ visible: single.visible, reasoning: single.reasoning }, { visible, reasoning });
    });
  }

  it('tells listeners exactly the visible text unless an opening tag was missing', () => {
    for (const [, text, visible] of cases) {
      const { heard } = split(...Array.from(text));
      if (!text.startsWith('hm')) assert.equal(heard, visible);
    }
  });

  it('does not depend on how the text was cut, and loses nothing outside of tags', () => {
    const word = fc.constantFrom('<think>', '</think>', '\n', '```\n', 'a', ' ', '<', '</', '`', 'think>');
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        const text = words.join('');
        const pieces = split(...words);
        const whole = split(text);
        assert.deepEqual([pieces.visible, pieces.reasoning], [whole.visible, whole.reasoning]);
        const letters = (from: string) => [...from.matchAll(/a/gu)].length;
        assert.equal(letters(whole.visible) + letters(whole.reasoning), letters(text));
      }),
    );
  });
});
