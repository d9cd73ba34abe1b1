/** Inside code a comment is text that people see. Spans end on their line, so that no run of backticks is followed far. */
const codeSpanOrComment = /(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|<!--(?:[^-]|-(?!->))*(?:-->|$)/gu;
const codeFence = /^ {0,3}(`{3,}|~{3,})/u;

/**
 * Markdown without its HTML comments: whoever read the page never saw them, so nobody has agreed to what they say. How
 * much was there is said in their place.
 */
export function withoutHiddenComments(markdown: string): string {
  const result: string[] = [];
  let prose: string[] = [];
  let fence: string | undefined;
  let comment = false;
  const closeProse = (): void => {
    if (prose.length > 0) result.push(stripped(prose.join('\n')));
    prose = [];
  };
  for (const line of markdown.split('\n')) {
    const mark = codeFence.exec(line)?.[1];
    if (fence === undefined && (comment || mark === undefined)) {
      prose.push(line);
      comment = opensComment(line, comment);
      continue;
    }
    closeProse();
    result.push(line);
    if (fence === undefined) fence = mark;
    else if (mark?.startsWith(fence) === true && line.trim() === mark) fence = undefined;
  }
  closeProse();
  return result.join('\n');
}

/** Whether a comment is open behind this line; inside one a code fence is part of it. */
function opensComment(line: string, open: boolean): boolean {
  const rest = open ? `<!--${line}` : line;
  const last = [...rest.matchAll(codeSpanOrComment)].at(-1)?.[0];
  return last?.startsWith('<!--') === true && !last.endsWith('-->');
}

function stripped(prose: string): string {
  return prose.replaceAll(codeSpanOrComment, (found) =>
    found.startsWith('<!--') ? `⟨hidden comment of ${found.length} characters left out⟩` : found,
  );
}
