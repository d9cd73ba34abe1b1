import { stripVTControlCharacters } from 'node:util';
import { visibleText } from '../base/visibleText';

/** Strings a terminal would act on: titles, links, clipboard, shell marks. Unfinished ones end with their line. */
const controlStrings =
  /(?:\u001b[\]PX^_]|[\u009d\u0090\u0098\u009e\u009f])(?:(?!\u001b\\)[^\u0007\u009c\n])*(?:\u0007|\u009c|\u001b\\|(?=\n)|$)/gu;
const controlSequences = /(?:\u001b\[|\u009b)[0-?]*[ -/]*(?:[@-~]|$)/gu;
const shortEscapes = /\u001b[ -/]*[0-~]?/gu;
const leftControls = /[\u0000-\u0007\u000b-\u001f\u007f-\u009f]/gu;

/** A line that never ends is taken in pieces of this many characters. */
const longestPiece = 64 * 1024;
/** A piece is not cut inside an escape sequence that began this close to its end. */
const longestSequence = 512;

/**
 * Turns the output of a program into plain text, as it comes: whole lines, colours and cursor movements gone, overwritten
 * progress lines reduced to what stays on the screen, deceptive characters visible. Keeps state between the pieces.
 */
export class TerminalText {
  private pending = '';

  /** Takes the next piece and returns the lines that are complete by now. */
  push(text: string): string {
    this.pending += text;
    const end = this.pending.lastIndexOf('\n') + 1;
    let ready = cleanLines(this.pending.slice(0, end));
    this.pending = this.pending.slice(end);
    while (this.pending.length > longestPiece) {
      const escape = this.pending.lastIndexOf('\u001b', longestPiece);
      const cut = escape > longestPiece - longestSequence ? escape : longestPiece;
      ready += cleanLines(this.pending.slice(0, cut));
      this.pending = this.pending.slice(cut);
    }
    return ready;
  }

  /** The rest, when nothing more will come. */
  end(): string {
    const rest = cleanLines(this.pending);
    this.pending = '';
    return rest;
  }
}

/** The same for a text that is already whole. */
export function plainTerminalText(text: string): string {
  const cleaner = new TerminalText();
  return cleaner.push(text) + cleaner.end();
}

function cleanLines(text: string): string {
  if (text === '') return '';
  const stripped = stripVTControlCharacters(text.replace(controlStrings, ''))
    .replace(controlSequences, '')
    .replace(shortEscapes, '');
  const lines = stripped.split('\n').map((line) => overwritten(line).replace(leftControls, ''));
  return visibleText(lines.join('\n'));
}

/** Plays carriage returns and backspaces, as a screen would: what is written later stands over what was there. */
function overwritten(line: string): string {
  const text = line.replace(/\r+$/u, '');
  if (!/[\r\b]/u.test(text)) return text;
  const screen: string[] = [];
  let column = 0;
  for (const character of text) {
    if (character === '\r') column = 0;
    else if (character === '\b') column = Math.max(0, column - 1);
    else screen[column++] = character;
  }
  return screen.join('');
}
