import { asData } from '../auction/fence';

/** A stranger's words inside a line of ours. */
export function oneLine(text: string, maxCharacters: number): string {
  const line = asData(text.slice(0, maxCharacters * 2))
    .replace(/\s+/gu, ' ')
    .trim();
  return line.length > maxCharacters ? `${safeEnd(line.slice(0, maxCharacters - 1))}…` : line;
}

/** Never ends inside a surrogate pair. */
export function safeEnd(text: string): string {
  return text.replace(/[\ud800-\udbff]$/u, '');
}
