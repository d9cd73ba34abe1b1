import { attempt, lines, type ScriptedBidder, type ScriptedEdit, type ScriptedTask, sentences } from '../script';

const removeNote: ScriptedEdit = {
  search: lines(
    ' * Below an hour there is no hour part.',
    ' *',
    ' * Wrong today: minutes and seconds below ten lose their zero, so 65 seconds come out as "1:5".',
    ' */',
  ),
  replace: lines(' * Below an hour there is no hour part.', ' */'),
};

const oldReturns = lines(
  '  if (hours > 0) {',
  '    return `${hours}:${minutes}:${rest}`;',
  '  }',
  '  return `${minutes}:${rest}`;',
);

const small: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.48,
    text: sentences(
      'In src/focusTime.js, formatFocusTime joins the numbers without a leading zero.',
      'I pad the seconds to two digits in both returns, and the minutes only when there is an hour part.',
      'The leading part stays unpadded, as the comment shows.',
      'Then I run the test file.',
      'Risk: a number has no padStart, so it must become text first.',
    ),
    verdicts: {
      'qwen3-4b': {
        score: 5,
        reason: 'Changes exactly the two returns and names the only trap, numbers without padStart.',
      },
      'qwen3-8b': { score: 4, reason: 'Right and short; could say which cases it will check.' },
      'qwen3-14b': { score: 4, reason: 'Knows that the leading part is not padded; nothing superfluous.' },
      'qwen3-32b': { score: 5, reason: 'Correct, minimal, and it runs the tests. Nothing more is needed here.' },
    },
  },
  steps: attempt({
    read: 'I look at the function first.',
    tries: [
      {
        say: 'Seconds get two digits everywhere, minutes only after an hour part.',
        edits: [
          removeNote,
          {
            search: oldReturns,
            replace: lines(
              "  const twoDigits = String(rest).padStart(2, '0');",
              '  if (hours > 0) {',
              "    return `${hours}:${String(minutes).padStart(2, '0')}:${twoDigits}`;",
              '  }',
              '  return `${minutes}:${twoDigits}`;',
            ),
          },
        ],
        check: 'Now the tests.',
      },
    ],
    end: 'Seconds always have two digits now, and so have minutes once there are hours. The result of the tests stands above.',
  }),
};

const medium: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.42,
    text: sentences(
      'The bug is in formatFocusTime in src/focusTime.js: template strings print 5 as "5", never as "05".',
      'Steps: read the source and test/focusTime.test.js for the exact format;',
      'add a small inner function that turns a number into two digits;',
      'use it for the seconds in both returns and for the minutes when hours are shown;',
      'leave the first part as it is, hours or minutes.',
      'I would also look at negative and fractional seconds and add tests for them if none exist.',
      'To verify I run the test file and compare 0, 65, 3600 and 3725 by hand.',
      'What could go wrong: padding the first part too, which would turn "1:05" into "01:05".',
    ),
    verdicts: {
      'qwen3-4b': { score: 4, reason: 'Same idea as the obvious fix, with good examples to check by hand.' },
      'qwen3-8b': { score: 5, reason: 'Covers both returns, names the padding trap and four values to compare.' },
      'qwen3-14b': { score: 4, reason: 'Sound fix; the detour to negative seconds is not asked for.' },
      'qwen3-32b': {
        score: 3,
        reason: 'Would fix it, but extending the tests to negative values goes beyond the task.',
      },
    },
  },
  steps: attempt({
    read: 'Reading the source before changing it.',
    tries: [
      {
        say: 'One inner function pads, both returns use it.',
        edits: [
          removeNote,
          {
            search: oldReturns,
            replace: lines(
              "  const padded = (part) => String(part).padStart(2, '0');",
              '',
              '  if (hours > 0) {',
              '    return `${hours}:${padded(minutes)}:${padded(rest)}`;',
              '  }',
              '  return `${minutes}:${padded(rest)}`;',
            ),
          },
        ],
        check: 'Running the check.',
      },
    ],
    end: 'Every part after the first now has two digits; the first part stays as short as it was. See the test result above.',
  }),
};

const large: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.36,
    text: sentences(
      'Goal: formatFocusTime in src/focusTime.js must print like a clock, "1:05" and "1:02:05".',
      'Cause: the parts are computed correctly, only their printing lacks padding, so the arithmetic stays untouched.',
      'Approach: collect the parts in a list, hours first and only when there are any, print the first part plainly and every later part with two digits, and join them with colons.',
      'That states the rule once instead of repeating it in two returns, and a later change such as days would not need a third case.',
      'Files: only src/focusTime.js; the comment loses its note about the bug, the tests stay as they are.',
      'Verification: run test/focusTime.test.js, and look at 0, 59:59, exactly one hour, and more than ten hours.',
      'Risks: dropping a zero part that must be shown, such as the minutes of "1:00:05", and padding the leading part.',
    ),
    verdicts: {
      'qwen3-4b': { score: 4, reason: 'Good plan, more rebuilding than two missing zeros need.' },
      'qwen3-8b': { score: 4, reason: 'The list of parts is neat and it watches zero minutes after an hour.' },
      'qwen3-14b': { score: 5, reason: 'States the rule once and checks the border at exactly one hour.' },
      'qwen3-32b': { score: 4, reason: 'Correct; restructures slightly more than the defect requires.' },
    },
  },
  steps: attempt({
    read: 'I read the function and its comment.',
    tries: [
      {
        say: 'The parts become a list; every part after the first is padded.',
        edits: [
          removeNote,
          {
            search: oldReturns,
            replace: lines(
              '  const parts = hours > 0 ? [hours, minutes, rest] : [minutes, rest];',
              "  return parts.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':');",
            ),
          },
        ],
        check: 'The check tells whether the rule is right.',
      },
    ],
    end: 'The rule stands in one line now: the first part plain, the others with two digits. The check above is its proof.',
  }),
};

const largest: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.3,
    text: sentences(
      'Understanding: formatFocusTime in src/focusTime.js receives seconds and returns minutes and seconds, with hours in front once there are any.',
      'The division into hours, minutes and seconds is right; the defect is in the two template strings, which print numbers below ten with a single digit.',
      'Decomposition: first, read src/focusTime.js and test/focusTime.test.js, since the tests fix the format of the leading part.',
      'Second, add a named helper below the exported function that prints a number with two digits; a name makes the intent readable at both places.',
      'Third, use it for the seconds in both returns and for the minutes only in the return with hours, because the leading part is never padded.',
      'Fourth, delete the sentence in the comment that describes the bug, since it would be false afterwards.',
      'Verification: run the check and read its output rather than assume; the interesting values are 0, 65, 3600, 3725 and a time above ten hours.',
      'Risks: padding the minutes when no hour is shown, losing the zero minutes of "1:00:05", and changing what callers get for whole numbers. The public signature does not change, and no other file needs an edit.',
    ),
    verdicts: {
      'qwen3-4b': { score: 5, reason: 'Very thorough, every step is clear and every border is checked.' },
      'qwen3-8b': { score: 4, reason: 'Complete, though long for a change of two lines.' },
      'qwen3-14b': { score: 4, reason: 'Careful about the leading part; the length adds little here.' },
      'qwen3-32b': { score: 5, reason: 'Locates the defect precisely, tidies the comment and checks all borders.' },
    },
  },
  steps: attempt({
    read: 'First the source, to see where the digits get lost.',
    tries: [
      {
        say: 'A named helper prints two digits; the leading part stays unpadded.',
        edits: [
          removeNote,
          {
            search: lines(oldReturns, '}'),
            replace: lines(
              '  if (hours > 0) {',
              '    return `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}`;',
              '  }',
              '  return `${minutes}:${twoDigits(rest)}`;',
              '}',
              '',
              'function twoDigits(part) {',
              "  return String(part).padStart(2, '0');",
              '}',
            ),
          },
        ],
        check: 'I run the check to see it confirmed.',
      },
    ],
    end: 'Both returns print two digits through one helper, and the comment no longer mentions the bug. The check above says whether that holds.',
  }),
};

/** Easy: all four bidders solve it, so the cheapest should win. */
export const focusTimeTask: ScriptedTask = {
  difficulty: 'easy',
  functionName: 'formatFocusTime',
  sourcePath: 'src/focusTime.js',
  testPath: 'test/focusTime.test.js',
  bidders: { 'qwen3-4b': small, 'qwen3-8b': medium, 'qwen3-14b': large, 'qwen3-32b': largest },
};
