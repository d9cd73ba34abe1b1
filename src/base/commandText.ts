import { visibleText } from './visibleText';

/** Arguments as a person would type them, hidden characters made visible. For eyes only: nothing runs this text. */
export function commandText(argv: readonly string[]): string {
  return argv
    .map((argument) => (/^[\w@%+=:,./-]+$/u.test(argument) ? argument : JSON.stringify(visibleText(argument))))
    .join(' ');
}
