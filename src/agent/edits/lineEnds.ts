/** Whether most line ends of a text are `\r\n`. */
export function usesCrlf(text: string): boolean {
  let windows = 0;
  let all = 0;
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) {
    all += 1;
    if (text[end - 1] === '\r') windows += 1;
  }
  return windows * 2 > all;
}
