import type { RandomPort } from '../base/random';
import { visibleText } from '../base/visibleText';

/** 12 letters and digits that occur in none of the texts: a line nobody who wrote one of them could know. */
export function freshFence(random: RandomPort, texts: readonly string[]): string {
  const shown = texts.map(asData);
  for (;;) {
    const fence = Array.from({ length: 12 }, () => Math.floor(random.next() * 36).toString(36)).join('');
    if (!shown.some((text) => text.includes(fence))) return fence;
  }
}

/** Text that is data, made harmless and put between two lines that read the fence. */
export function fencedData(text: string, fence: string): string {
  return `${fence}\n${asData(text)}\n${fence}`;
}

/**
 * What chat templates mark turns and roles with: `<|im_start|>`, `<｜User｜>`, `[INST]`, `<<SYS>>`, `<start_of_turn>`,
 * `</s>`, and what some of them put around the results of tools. Some servers turn such a text into the token itself wherever it stands.
 */
const roleTokens =
  /<[|｜]|[|｜]>|\[\/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|TOOL_CONTENT)\]|<<\/?SYS>>|<\/?(?:s|bos|eos|(?:start|end)_of_turn|tool_(?:call|response|result|output)s?|function_(?:call|response|result)s?)>/giu;

/** The heading that tells a prompt's phase. Only our own line may be one. */
const phaseHeading = /^#(?=[^\S\n]*Your move:)/gimu;

/**
 * The words of a stranger as a prompt may show them: line ends are line feeds, control and invisible characters are shown,
 * chat role tokens broken, and nothing in it reads as the heading of a phase.
 */
export function asData(text: string): string {
  return visibleText(text.replaceAll(/\r\n?/gu, '\n'))
    .replaceAll(roleTokens, (token) => `${token.slice(0, 1)} ${token.slice(1)}`)
    .replaceAll(phaseHeading, '\\#');
}
