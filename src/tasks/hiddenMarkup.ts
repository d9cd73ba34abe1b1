/** What HTML hides from everybody, by how it begins and ends. */
const unseen = [
  ['<!--', '-->'],
  ['<?', '?>'],
  ['<![CDATA[', ']]>'],
] as const;
const declaration = /<![A-Za-z][^>]*>/uy;
/** CommonMark's, to the letter: a wider one would swallow a backtick that begins code. */
const strictTag =
  /<(?:[A-Za-z][A-Za-z0-9-]*(?:\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?|\/[A-Za-z][A-Za-z0-9-]*\s*)>/uy;
/** What a browser takes for one. */
const anyTag = /<\/?[A-Za-z](?:[^<>"']|"[^"]*"|'[^']*')*>/uy;
/** What a browser takes for the beginning of a tag or a comment. */
const beginning = /<(?:[A-Za-z!?]|\/[^>])/gu;

/** Attributes that place or name what is seen, with a value that is too short to say anything; addresses are seen on hover. */
const plainAttribute =
  /^(?:align|alt|class|colspan|height|id|name|open|rel|rowspan|target|title|valign|width)(?:=["']?[\w.%#-]{0,12}["']?)?$/iu;
const address = /^(?:href|src)=["']?[^\s"'<>]{1,300}["']?$/iu;
const attribute = /[^\s=/"']+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?/gu;
/** Ours: HTML's own names are shorter. */
const maxNameCharacters = 16;

/** What stands in the place of something that nobody saw. */
export function leftOutHidden(what: 'comment' | 'text', characters: number): string {
  return `⟨hidden ${what} of ${characters} characters left out⟩`;
}

/**
 * The length of the tag, comment or the like that begins at a place of a text; 0 when there is none. `strict`: as a
 * paragraph of Markdown knows them. Time is linear, however many begin and never end.
 */
export function markupLengthAt(text: string, at: number, strict: boolean): number {
  for (const [opening, closing] of unseen) {
    if (!text.startsWith(opening, at)) continue;
    if (lastEnd(text, closing) < at + 2) return 0; // `<!-->` is a whole comment
    return text.indexOf(closing, at + 2) + closing.length - at;
  }
  for (const pattern of [declaration, strict ? strictTag : anyTag]) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return found[0].length;
  }
  return 0;
}

let searched: { readonly text: string; readonly ends: Map<string, number> } = { text: '', ends: new Map() };

/** Where something ends for the last time; looked for once a text, as thousands may begin in it and never end. */
function lastEnd(text: string, closing: string): number {
  if (searched.text !== text) searched = { text, ends: new Map() };
  const end = searched.ends.get(closing) ?? text.lastIndexOf(closing);
  searched.ends.set(closing, end);
  return end;
}

/** A tag as people should see it, without what is only written for machines; what nobody sees is only counted. */
export function seenMarkup(markup: string): string {
  const [, slash = '', name = ''] = /^<(\/?)([A-Za-z][^\s/>]*)/u.exec(markup) ?? [];
  if (name === '') return leftOutHidden('comment', markup.length);
  if (name.length > maxNameCharacters) return leftOutHidden('text', markup.length);
  const rest = markup.slice(1 + slash.length + name.length, -1);
  const kept = (rest.match(attribute) ?? []).filter((one) => address.test(one) || plainAttribute.test(one));
  const left = rest.replace(/\s+|\/$/gu, '').length - kept.join('').length;
  return left <= 0 ? markup : `<${[slash + name, ...kept].join(' ')}>${leftOutHidden('text', left)}`;
}

/**
 * Text with HTML as people should see it. What is no whole tag or comment is text (`lone: 'text'`, in a paragraph), or, in a
 * raw block, hides all that follows on the page (`lone: 'open'`): then the text ends there and `open` is true.
 */
export function seenHtml(html: string, lone: 'text' | 'open'): { readonly text: string; readonly open: boolean } {
  let text = '';
  let end = 0;
  for (;;) {
    beginning.lastIndex = end;
    const at = beginning.exec(html)?.index;
    if (at === undefined) return { text: text + html.slice(end), open: false };
    text += html.slice(end, at);
    const length = markupLengthAt(html, at, lone === 'text');
    if (length === 0 && lone === 'open') return { text, open: true };
    text += length === 0 ? '<' : seenMarkup(html.slice(at, at + length));
    end = at + Math.max(1, length);
  }
}
