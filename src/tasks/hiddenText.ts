import MarkdownIt, { type Token } from 'markdown-it';
import { leftOutHidden, markupLengthAt, seenHtml, seenMarkup } from './hiddenMarkup';
import { type LabelUses, usesOfLabels } from './labelUses';
import { PageLines } from './pageLines';

/** Reads as GitHub does and renders nothing. A picture is read as a link, so that its text is read like any other. */
const reader = new MarkdownIt('commonmark', { html: true }).enable('table').disable('image');
// In the place of the reader's own, which takes seconds for comments that never end.
reader.inline.ruler.at('html_inline', (state, silent) => {
  const length = state.src[state.pos] === '<' ? markupLengthAt(state.src, state.pos, true) : 0;
  if (length > 0 && !silent) {
    state.push('html_inline', '', 0).content = state.src.slice(state.pos, state.pos + length);
  }
  state.pos += length;
  return length > 0;
});

const footnote = /^[\s>]*\[(\^[^\]\s]{1,200})\]:/u;
const linkTitle =
  /(\]\(\s*(?:<[^<>\n]*>|[^\s<]\S{0,2000}))\s+("(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\))\s*\)/gu;
/** What GitHub draws as a picture. */
const drawn = /^(?:mermaid|math|geojson|topojson|stl)$/iu;

/**
 * Markdown without what a reader of the page never saw, so that nobody has agreed to what it says: HTML comments in every
 * form, definitions of references used as comments, footnotes that nothing refers to, titles of links, attributes for
 * machines, words behind the language of a code block. How much was there is said in their place. Code, in which such
 * things are seen, stays as it is; the source of a drawing is marked.
 */
export function withoutHiddenText(markdown: string): string {
  const lines = markdown.split('\n');
  const page = new PageLines(lines);
  const tokens = reader.parse(markdown, {});
  const uses = usesOfLabels(tokens);
  for (const token of tokens) {
    const [from, to] = token.map ?? [0, 0];
    if (from < page.decided || to === 0) continue;
    const own = lines.slice(from, to);
    if (token.type === 'html_block' || token.type === 'table_open') {
      const raw = token.type === 'html_block';
      const { text, open } = seenHtml(own.join('\n'), raw ? 'open' : 'text');
      page.put(from, to, raw ? text : withoutTitles(text, partsOf(text)));
      page.decided = to;
      if (open) return `${page.upTo(from + 1, uses)}\n${leftOutHidden('comment', page.lengthFrom(from) - text.length)}`;
    } else if (token.type === 'fence') {
      page.put(from, to, seenFence(token, own));
    } else if (token.type === 'inline') {
      const { text, open } = seenParagraph(token, own, uses);
      page.put(from, to, text);
      if (open) page.decided = page.indentedFrom(to);
    } else if (['code_block', 'hr', 'heading_open'].includes(token.type)) {
      for (const [index, line] of own.entries()) page.put(from + index, from + index + 1, line);
    }
  }
  return page.upTo(lines.length, uses);
}

function seenFence({ info: words }: Token, own: readonly string[]): string {
  const [opening = '', ...code] = own;
  const info = words.trim();
  const [language = ''] = /^[\w+#.-]{1,30}(?=\s|$)/u.exec(info) ?? [];
  const more = info.length - language.length;
  const mark = opening.slice(0, opening.lastIndexOf(info));
  const head = more > 0 ? `${mark}${language} ${leftOutHidden('text', more)}` : opening;
  return [head, ...(drawn.test(language) ? ['⟨people see this as a picture⟩'] : []), ...code].join('\n');
}

/**
 * A paragraph or a heading, untouched unless something in it is hidden; then its code is read as HTML too, as readers of
 * Markdown do not all agree where code begins beside a comment. `open`: it ends in a footnote that is hidden.
 */
function seenParagraph(
  { children }: Token,
  own: readonly string[],
  uses: LabelUses,
): { readonly text: string; readonly open: boolean } {
  const { text: noted, open } = withoutFootnotes(own, uses);
  const text = withoutTitles(noted, children ?? []);
  const markup = (children ?? []).filter(({ type }) => type === 'html_inline');
  if (markup.every(({ content }) => seenMarkup(content) === content)) return { text, open };
  return { text: seenHtml(text, 'text').text, open };
}

/** Links and pictures without the words that only a pointer resting on them brings up. */
function withoutTitles(text: string, children: readonly Token[]): string {
  if (!children.some(hasTitle)) return text;
  const shorter = text.replaceAll(
    linkTitle,
    (_whole, address: string, title: string) => `${address})${leftOutHidden('text', title.length)}`,
  );
  // What is written in a way that was not found is no text that anybody needs.
  return partsOf(shorter).some(hasTitle) ? leftOutHidden('text', text.length) : shorter;
}

function partsOf(text: string): readonly Token[] {
  return reader.parseInline(text, {}).flatMap(({ children }) => children ?? []);
}

function hasTitle(token: Token): boolean {
  return token.type === 'link_open' && token.attrIndex('title') >= 0;
}

/** A footnote may begin on any line of a paragraph, and takes what follows with it. */
function withoutFootnotes(own: readonly string[], uses: LabelUses): { readonly text: string; readonly open: boolean } {
  const kept: string[] = [];
  let hidden = 0;
  let open = false;
  for (const line of own) {
    const label = footnote.exec(line)?.[1];
    if (label !== undefined) open = !uses(label);
    if (open) hidden += line.length;
    else kept.push(line);
  }
  return { text: [...kept, ...(hidden > 0 ? [leftOutHidden('text', hidden)] : [])].join('\n'), open };
}
