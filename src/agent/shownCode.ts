import { visibleText } from '../base/visibleText';

/**
 * Whole marks of chat templates, as they stand in files. Unlike in free text, `|>` alone is no mark: it is an operator of
 * several languages.
 */
const marks =
  /<[|｜][^|｜<>\s]{1,60}[|｜]>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\]|<<\/?SYS>>|<\/?(?:s|bos|eos|(?:start|end)_of_turn|tool_(?:call|response|result|output)s?|function_(?:call|response|result)s?)>/giu;
/** The same with the blank that `shownCode` puts behind the first character, and invisible characters as it writes them. */
const shownMarks =
  /< [|｜][^|｜<>\s]{1,60}[|｜]>|\[ \/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\]|< <\/?SYS>>|< \/?(?:s|bos|eos|(?:start|end)_of_turn|tool_(?:call|response|result|output)s?|function_(?:call|response|result)s?)>/giu;
const shownCharacter = /⟨U\+([0-9A-F]{4,6})⟩/gu;
/** What begins or ends a turn; the rest of a model's own words stay as it wrote them, else it would copy the broken form. */
const turnMarks =
  /<[|｜](?:im_start|im_end|(?:start|end)_header_id|eot_id|eom_id|system|user|assistant|end|(?:start|end)_of_role|User|Assistant)[|｜]>|<(?:start|end)_of_turn>|\[\/?INST\]/gu;

/**
 * Text of a file or a tool as a prompt may show it: invisible characters are seen, and no mark of a chat template stands
 * whole in it. Some servers turn such a mark into the control token itself wherever it stands, so that a role or a tool's
 * result could be forged from within a file. Nothing is lost: `meantCode` takes it back when a model quotes what it was shown.
 */
export function shownCode(text: string): string {
  return visibleText(text.replaceAll(/\r\n?/gu, '\n').replaceAll(marks, broken));
}

/** A model's own words as its next prompts repeat them. */
export function saidAsShown(text: string): string {
  return text.replaceAll(turnMarks, broken);
}

function broken(mark: string): string {
  return `${mark.slice(0, 1)} ${mark.slice(1)}`;
}

/** Text that a model quoted from a file as it was shown, as it stands in the file. Only what `file` holds is taken back. */
export function meantCode(text: string, file: string): string {
  if (text.search(shownCharacter) === -1 && text.search(shownMarks) === -1) return text;
  return text
    .replaceAll(shownCharacter, (shown, code: string) => {
      const point = Number.parseInt(code, 16);
      return point > 0x10ffff ? shown : inFile(shown, String.fromCodePoint(point), file);
    })
    .replaceAll(shownMarks, (mark) => inFile(mark, `${mark.slice(0, 1)}${mark.slice(2)}`, file));
}

function inFile(shown: string, real: string, file: string): string {
  return file.includes(real) && !file.includes(shown) ? real : shown;
}
