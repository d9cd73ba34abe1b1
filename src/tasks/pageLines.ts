import { leftOutHidden } from './hiddenMarkup';
import type { LabelUses } from './labelUses';

const onlyMarks = /^[\s>*+-]*(?:\d{1,9}[.)])?\s*$/u;
const definition = /^([\s>]*\[([^\]]{1,200})\]:[ \t]*[^\s<]\S{0,300})(?:\s(.*))?$/u;

/** The lines of a page and what stands for each: `null` when that stands in a line before, `undefined` when nobody saw it. */
export class PageLines {
  /** Lines before this one are not looked at again. */
  decided = 0;
  private readonly shown: (string | null | undefined)[];

  constructor(private readonly lines: readonly string[]) {
    this.shown = lines.map((line) => (onlyMarks.test(line) ? line : undefined));
  }

  /** These lines, the last one excluded, are seen as this text. */
  put(from: number, to: number, text: string): void {
    this.shown.fill(null, from, to);
    this.shown[from] = text;
  }

  /** Characters from this line to the end. */
  lengthFrom(line: number): number {
    return this.lines.slice(line).join('\n').length;
  }

  /** The first line at or behind this one that is neither empty nor indented. */
  indentedFrom(line: number): number {
    const next = this.lines.findIndex((text, index) => index >= line && /^(?!\s*$| {4}|\t)/u.test(text));
    return next < 0 ? this.lines.length : next;
  }

  /** The lines before this one as they are seen. Of those that no block shows, definitions, the used addresses stay. */
  upTo(end: number, uses: LabelUses): string {
    const result: string[] = [];
    let hidden = 0;
    const close = (): void => {
      if (hidden > 0) result.push(leftOutHidden('text', hidden));
      hidden = 0;
    };
    for (const [index, line] of this.lines.slice(0, end).entries()) {
      const text = this.shown[index] === undefined ? usedAddress(line, uses) : this.shown[index];
      if (text === undefined) hidden += line.length;
      if (text === undefined || text === null) continue;
      close();
      result.push(text);
    }
    close();
    return result.join('\n');
  }
}

/** A definition that something refers to, without its title. */
function usedAddress(line: string, uses: LabelUses): string | undefined {
  const [, address, label = '', title = ''] = definition.exec(line) ?? [];
  if (address === undefined || !uses(label)) return undefined;
  return title.trim() === '' ? line : `${address} ${leftOutHidden('text', title.trim().length)}`;
}
