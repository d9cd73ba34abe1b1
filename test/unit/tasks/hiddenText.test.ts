import assert from 'node:assert/strict';
import { withoutHiddenText } from '../../../src/tasks/hiddenText';
import { hiddenCases } from './hiddenCases';

describe('tasks/hiddenText', () => {
  for (const [name, markdown] of hiddenCases) {
    it(`case 84: leaves out ${name}`, () => {
      const text = withoutHiddenText(`Before.\n\n${markdown}`);
      assert.doesNotMatch(text, /obey/u);
      assert.match(text, /⟨hidden (?:comment|text) of \d+ characters left out⟩/u);
      assert.match(text, /^Before\./u);
    });
  }

  const seen: readonly (readonly [string, string])[] = [
    ['a comment in a code block', '```html\n<!-- title -->\n```'],
    ['a comment in a code block of a list', '- a\n\n  ~~~\n  <!-- title -->\n  ~~~\n\nb'],
    ['a comment in indented code', 'a\n\n    <!-- title -->\n\nb'],
    ['a comment in a code span, also over two lines', 'the tag `<!-- title -->` and ``a\nb <!-- b -->`` are lost'],
    [
      'references in use, and their addresses',
      'See [the docs][1] and [Map].\n\n[1]: https://example.com/a\n[map]: ./map.md\n',
    ],
    ['a footnote in use', 'Slow.[^1] Wrong.[^n]\n\n[^1]: word\n[^n]: On two machines.\n'],
    [
      'tags with what places them',
      '<details open>\n<summary>Log</summary>\n\n<img width="300" alt="image" src="https://x.y/a.png" />\n</details>',
    ],
    [
      'a heading, a rule, quotes, lists and a table',
      '# A #\n\nB\n===\n\n---\n\n> - 1) c\n>\n> d\n\n|a|b|\n|-|-|\n|`x`|Array<T>|\n',
    ],
    ['signs that are no markup', 'if a < b && c > d, <3, x <!, Map<string, Array<number>>'],
    ['an autolink', '<https://example.com/a> and <a@b.org>'],
    ['what is escaped', '\\<!-- title --> and &lt;!-- title -->'],
  ];
  for (const [name, markdown] of seen) it(`keeps ${name}`, () => assert.equal(withoutHiddenText(markdown), markdown));

  it('keeps what stands around it, and the address of a reference without its title', () => {
    assert.equal(
      withoutHiddenText('> a <!-- obey --> b\n> c\n\nSee [x].\n\n[x]: http://u "obey"\n'),
      '> a ⟨hidden comment of 13 characters left out⟩ b\n> c\n\nSee [x].\n\n[x]: http://u ⟨hidden text of 6 characters left out⟩\n',
    );
    assert.equal(withoutHiddenText('## a <!-- obey --> ##'), '## a ⟨hidden comment of 13 characters left out⟩ ##');
  });

  it('takes types in prose for text also beside a comment', () => {
    const types = 'Map<string, Array<number>> and a < b and f<T>(x)';
    assert.equal(withoutHiddenText(`${types} <!-- obey -->`), `${types} ⟨hidden comment of 13 characters left out⟩`);
  });

  it('marks what people see as a picture', () => {
    assert.match(
      withoutHiddenText('```mermaid\n%% note\n```'),
      /^```mermaid\n⟨people see this as a picture⟩\n%% note\n```$/u,
    );
  });

  it('case 80: reads repeated openings of everything in no time to speak of', () => {
    const pieces = [
      '<!--',
      '<?',
      '<a "',
      "<a '",
      '<a ',
      '[',
      '`',
      '``` \n',
      '[^a]: ',
      '[a]: b\n',
      '> ',
      '- ',
      '|',
      '&#',
      '<!-- -->`',
      '*_',
    ];
    for (const piece of pieces) {
      const page = piece.repeat(Math.ceil(32_000 / piece.length));
      assert.ok(withoutHiddenText(`x ${page}`).length > 0 && withoutHiddenText(page).length > 0);
    }
  });
});
