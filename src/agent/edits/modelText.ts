/** Ours: what `read_file` puts before each line. */
const numbered = /^ {0,6}(\d+) \| ?(.*)$/u;

/**
 * Text as it was meant by a model that quoted it: without a code fence that wraps all of it, and without the line numbers
 * of `read_file`, when every line has one and they count up. `wrapped` fences of prose files are content and stay.
 */
export function modelText(text: string, isProse: boolean): string {
  const bare = isProse ? text : withoutFence(text);
  return withoutLineNumbers(bare);
}

function withoutFence(text: string): string {
  const match = /^\s*(`{3,}|~{3,})[\w+#.-]*[ \t]*\r?\n([^]*?\r?\n)?[ \t]*\1[ \t]*(\r?\n)?\s*$/u.exec(text);
  return match === null ? text : (match[2] ?? '');
}

function withoutLineNumbers(text: string): string {
  const ended = text.endsWith('\n');
  const lines = (ended ? text.slice(0, -1) : text).split('\n');
  let expected: number | undefined;
  const bare: string[] = [];
  for (const line of lines) {
    const match = numbered.exec(line.replace(/\r$/u, ''));
    const number = Number(match?.[1]);
    if (match === null || (expected !== undefined && number !== expected)) return text;
    expected = number + 1;
    bare.push(match[2] ?? '');
  }
  return bare.join('\n') + (ended ? '\n' : '');
}
