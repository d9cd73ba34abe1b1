import type { PracticeModelId } from '../practiceModels';
import { type ScriptedPlan, sentences } from '../script';

/** The medium task, planned again after seeing past plans: the 8B says now what it does with every character. */
export const labelRowRefined = {
  'qwen3-4b': {
    entropyNats: 0.54,
    text: sentences(
      'readLabelRow in src/labelRow.js uses split, which also cuts inside quotes.',
      'First I cut the line with a regular expression that only finds commas outside of quotes.',
      'Second I take the quote away at the start and at the end of each field; fields without quotes stay as they are.',
      'I run test/labelRow.test.js and look at empty fields and at the empty line.',
      'Risk: quotes inside a text, which I only look at if a test asks for it.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'Two clear steps, and it thinks of empty fields.' },
      'qwen3-8b': { score: 3, reason: 'Cuts correctly; quotes within a text are put off until a test complains.' },
      'qwen3-14b': { score: 2, reason: 'Knows of inner quotes, but has no step that turns two into one.' },
      'qwen3-32b': { score: 2, reason: 'Treats a rule that the comment states as a mere risk.' },
    },
  },
  'qwen3-8b': {
    entropyNats: 0.44,
    text: sentences(
      'A split cannot read this format, because a comma means something else inside quotes. I rewrite readLabelRow in src/labelRow.js as a loop over the characters.',
      'State: the fields so far, the current field, and whether we are inside quotes.',
      'Inside quotes: two quotes in a row add one quote and skip a character, a single quote ends the quoted part, anything else is added.',
      'Outside: a quote begins a quoted part, a comma ends the field, anything else is added.',
      'After the loop the last field is added, so empty fields at the end stay.',
      'I verify with test/labelRow.test.js: commas, doubled quotes, empty fields and the empty line.',
      'Risk: forgetting the last field, or to skip the second quote.',
    ),
    verdicts: {
      'qwen3-4b': { score: 4, reason: 'Clear steps for each character; a bit longer than one expression.' },
      'qwen3-8b': { score: 5, reason: 'Handles doubled quotes, empty fields and the last field explicitly.' },
      'qwen3-14b': { score: 4, reason: 'The states are complete and the skipped second quote is thought of.' },
      'qwen3-32b': { score: 5, reason: 'A complete small state machine, linear, with the right cases to verify it.' },
    },
  },
} satisfies Partial<Record<PracticeModelId, ScriptedPlan>>;
