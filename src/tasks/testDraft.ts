import type { Anchor } from '../auction/task';
import { commandText } from '../base/commandText';
import type { CheckResult } from '../sandbox/check';
import { plainTerminalText } from '../sandbox/terminalText';
import type { DetectedCheck } from './detectChecks';
import { oneLine } from './oneLine';
import type { QuotedPart, TaskDraft } from './taskDraft';

/** A failing test in words: what it is called and what its runner said. Everything here is a stranger's text. */
export interface FailingTest {
  readonly names: readonly string[];
  readonly failure?: {
    readonly message: string;
    readonly expected?: string;
    readonly actual?: string;
    /** Frames as `name at path:line`, the innermost first. */
    readonly stack: readonly string[];
  };
}

/** Ours: of each of these the beginning says what differs. */
const limits = { outputCharacters: 1500, messageCharacters: 3000, frames: 12, logCharacters: 6000 } as const;

/** A task to make a failing test pass. The first anchor is the test; `check`, the test alone, is only suggested. */
export function testDraft(anchors: readonly Anchor[], quoted: readonly QuotedPart[], check?: DetectedCheck): TaskDraft {
  const [test] = anchors;
  const where = test?.startLine === undefined ? 'the failing tests' : `the test at line ${test.startLine}`;
  return {
    intake: 'testFailure',
    words: `Fix the code so that ${where} of ${oneLine(test?.path ?? '', 300)} pass${test?.startLine === undefined ? '' : 'es'}. Change the test only if it is wrong.`,
    anchors,
    quoted,
    ...(check && { suggestedCheck: check }),
  };
}

/** What the runner reported, colours and other terminal codes taken out. */
export function failureQuote({ names, failure }: FailingTest): readonly QuotedPart[] {
  if (failure === undefined) return [];
  const { message, expected, actual, stack } = failure;
  const frames = stack.slice(0, limits.frames).map((frame) => `  at ${oneLine(plainTerminalText(frame), 300)}`);
  const parts = [
    clipped(message, limits.messageCharacters),
    ...(expected === undefined ? [] : [`Expected:\n${clipped(expected, limits.outputCharacters)}`]),
    ...(actual === undefined ? [] : [`Actual:\n${clipped(actual, limits.outputCharacters)}`]),
    ...(frames.length > 0 ? [frames.join('\n')] : []),
  ];
  const name = names.length === 0 ? 'Failure of the test' : `Failure of the test “${names.join(' › ')}”`;
  return [{ what: name, text: parts.filter((part) => part !== '').join('\n\n') }];
}

/** The end of a check's output before any work, where runners sum up. */
export function logQuote(
  argv: readonly string[],
  { output, message }: Pick<CheckResult, 'output' | 'message'>,
): QuotedPart {
  const cut = output.length > limits.logCharacters;
  const end = cut ? output.slice(-limits.logCharacters) : output;
  return {
    what: `Output of ${oneLine(commandText(argv), 200)} before any work`,
    text: `${cut ? `⟨${output.length - end.length} characters before this left out⟩\n` : ''}${end.trim()}\n\n${message}`,
  };
}

function clipped(text: string, maxCharacters: number): string {
  // Colours can be longer than the words; both are bounded before the codes are taken out.
  const plain = plainTerminalText(text.slice(0, maxCharacters * 10)).trim();
  return plain.length > maxCharacters ? `${plain.slice(0, maxCharacters)}…` : plain;
}
