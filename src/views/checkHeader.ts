import { commandText } from '../base/commandText';
import { visibleText } from '../base/visibleText';
import type { CheckRequest } from '../sandbox/check';

/** The lines above a check's output: the very command, what for and how it runs, and the folder it works in. */
export function checkHeader(label: string, { argv, cwd }: Pick<CheckRequest, 'argv' | 'cwd'>): string {
  const folder = visibleText(cwd).replace(/[\n\t]/gu, ' ');
  return `\u001b[1m$ ${commandText(argv)}\u001b[0m   (${label})\n\u001b[2min ${folder}\u001b[0m\n`;
}
