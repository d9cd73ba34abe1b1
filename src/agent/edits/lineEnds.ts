/** Whether most line ends of a text are `\r\n`. */
export function usesCrlf(text: string): boolean {
  const windows = text.split('\r\n').length - 1;
  const all = text.split('\n').length - 1;
  return windows * 2 > all;
}
