/**
 * Wraps text that is data, not instruction, in a code fence that the text itself cannot close: the fence is one
 * backtick longer than any run of backticks inside, and at least three.
 */
export function fenced(text: string, language = ''): string {
  const longestRun = (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 2);
  const fence = '`'.repeat(longestRun + 1);
  return `${fence}${language}\n${text}${text.endsWith('\n') ? '' : '\n'}${fence}`;
}
