import { attempt, lines, type ScriptedBidder, type ScriptedEdit, type ScriptedTask, sentences } from '../script';
import { labelRowRefined } from './labelRowRefined';

const removeNote: ScriptedEdit = {
  search: lines(' *', ' * Wrong today: it cuts at every comma and keeps every quote.', ' */'),
  replace: ' */',
};

const oldBody = "  return line.split(',');";

const small: ScriptedBidder = {
  solves: false,
  plan: {
    entropyNats: 0.56,
    text: sentences(
      'readLabelRow in src/labelRow.js uses split, which also cuts inside quotes.',
      'I replace it by a split with a regular expression that only cuts at commas outside of quotes.',
      'Then I strip the quote at the start and at the end of each field.',
      'I run test/labelRow.test.js to see that it works.',
      'Risk: the expression is hard to read, so I explain it in a comment.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'Cuts at the right commas with one expression; short and quick to do.' },
      'qwen3-8b': { score: 2, reason: 'Strips the outer quotes but says nothing about doubled quotes inside.' },
      'qwen3-14b': { score: 2, reason: 'The doubled quote of the 6" ruler stays doubled; one test will stay red.' },
      'qwen3-32b': { score: 1, reason: 'Misses the rule for doubled quotes, which the comment states outright.' },
    },
  },
  refined: labelRowRefined['qwen3-4b'],
  steps: attempt({
    read: 'I read the function.',
    tries: [
      {
        say: 'Split only at commas outside of quotes, then strip the outer quotes.',
        edits: [
          removeNote,
          {
            search: oldBody,
            replace: lines(
              '  // A comma counts only if an even number of quotes follows it.',
              '  const fields = line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/);',
              '  return fields.map((field) => field.replace(/^"|"$/g, \'\'));',
            ),
          },
        ],
        check: 'Let me test it.',
      },
      {
        say: 'If quotes are left over, I remove all of them.',
        edits: [
          {
            search: '  return fields.map((field) => field.replace(/^"|"$/g, \'\'));',
            replace: "  return fields.map((field) => field.replaceAll('\"', ''));",
          },
        ],
        check: 'Testing again.',
      },
    ],
    end: 'Commas inside quotes are handled, but I have no good way to keep the quotes that belong to a text. I stop here; do not rely on this change.',
  }),
};

const medium: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.46,
    text: sentences(
      'A split cannot read this format, because a comma inside quotes is part of the text. I rewrite readLabelRow in src/labelRow.js so that it goes through the line itself.',
      'A loop over the characters remembers whether it is inside quotes, and decides for each character what to do with it.',
      'Quotes are taken care of on the way, and at the end the fields come out in a list, as before.',
      'I keep the function and its parameter as they are, so that nothing else in the package has to change.',
      'To verify I run test/labelRow.test.js and repair what is still red.',
      'Risk: special cases such as empty fields may need a second look.',
    ),
    verdicts: {
      'qwen3-4b': { score: 3, reason: 'A loop is safer than a split; what it does with quotes stays open.' },
      'qwen3-8b': { score: 4, reason: 'The right structure; the details can be settled while the loop is written.' },
      'qwen3-14b': { score: 3, reason: 'Sound direction, but never says what becomes of two quotes in a row.' },
      'qwen3-32b': { score: 2, reason: 'Names no rule for doubled quotes or the last field; both decide this task.' },
    },
  },
  refined: labelRowRefined['qwen3-8b'],
  steps: attempt({
    read: 'I read the function and the rules in its comment.',
    tries: [
      {
        say: 'A loop over the characters replaces the split.',
        edits: [
          removeNote,
          {
            search: oldBody,
            replace: lines(
              '  const fields = [];',
              "  let field = '';",
              '  let quoted = false;',
              '  for (let index = 0; index < line.length; index += 1) {',
              '    const character = line[index];',
              "    if (quoted && character === '\"' && line[index + 1] === '\"') {",
              "      field += '\"';",
              '      index += 1;',
              "    } else if (character === '\"') {",
              '      quoted = !quoted;',
              "    } else if (character === ',' && !quoted) {",
              '      fields.push(field);',
              "      field = '';",
              '    } else {',
              '      field += character;',
              '    }',
              '  }',
              '  fields.push(field);',
              '  return fields;',
            ),
          },
        ],
        check: 'Now the tests of the label sheet.',
      },
    ],
    end: 'The row is read character by character: commas inside quotes stay, doubled quotes become one. The tests above have the last word.',
  }),
};

const large: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.37,
    text: sentences(
      'The task is to read quoted fields in readLabelRow, src/labelRow.js. There are two separate questions: where a field ends, and what it means.',
      'For the first I keep a split, but at commas that are followed by an even number of quotes, since only those lie outside of a quoted field. A doubled quote counts as two and does not disturb that.',
      'For the second I add a small function: a field that begins and ends with a quote loses both, and every doubled quote in what remains becomes one. A field without quotes is returned as it is.',
      'Order matters: the outer quotes go first, then the doubled ones, else a field that is only a quote would vanish.',
      'I verify with test/labelRow.test.js and try a field that holds nothing but a quote, an empty quoted field, and empty fields at the end.',
      'Risk: the look-ahead reads to the end of the line for each comma, so very long rows become slow, in the square of their length. For label sheets that is acceptable, and I say so in a comment.',
    ),
    verdicts: {
      'qwen3-4b': { score: 4, reason: 'Like my own idea, but it also turns doubled quotes into one.' },
      'qwen3-8b': { score: 4, reason: 'Correct order of unquoting; the expression is harder to follow than a loop.' },
      'qwen3-14b': { score: 5, reason: 'Separates finding fields from reading them, and tests the lone quote.' },
      'qwen3-32b': {
        score: 4,
        reason: 'Correct; the look-ahead is quadratic, as it admits, but label rows are short.',
      },
    },
  },
  steps: attempt({
    read: 'I read the source to see what is there.',
    tries: [
      {
        say: 'Finding the fields and reading a field become two steps.',
        edits: [
          removeNote,
          {
            search: lines(oldBody, '}'),
            replace: lines(
              '  // A comma ends a field if an even number of quotes follows. Rows are short, so looking ahead costs little.',
              '  return line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map(unquoted);',
              '}',
              '',
              'function unquoted(field) {',
              "  const quoted = field.length >= 2 && field.startsWith('\"') && field.endsWith('\"');",
              "  return quoted ? field.slice(1, -1).replaceAll('\"\"', '\"') : field;",
              '}',
            ),
          },
        ],
        check: 'Running the tests for rows with and without quotes.',
      },
    ],
    end: 'Fields are cut at the right commas and then unquoted, outer quotes first. The check above shows the outcome.',
  }),
};

const largest: ScriptedBidder = {
  solves: true,
  plan: {
    entropyNats: 0.31,
    text: sentences(
      'Understanding: readLabelRow in src/labelRow.js must read one row of a spreadsheet file. A split by commas cannot, because whether a comma separates depends on the quotes before it.',
      'Rules taken from the comment: a field is either plain, up to the next comma, or it starts with a quote and runs to the closing one; inside, a doubled quote is one quote and a comma is text.',
      'Decomposition: read the source and test/labelRow.test.js; replace the split by a loop that reads one field at a time from a position;',
      'a plain field is cut out up to the next comma; a quoted field looks for quotes from its start, goes on after a doubled one, and stops at a single one;',
      'after a field there is either a comma, and another field follows, or the end. So a comma at the very end gives one more empty field, and an empty line gives a single one, as today.',
      'Each character is looked at once, so long rows stay fast. No other file changes; the note about the bug leaves the comment.',
      'Verification: the check, then in its output the cases with doubled quotes and the field that is nothing but a quote.',
      'Risks: a closing quote that is missing must not loop for ever; I take the rest of the line then. Blanks beside commas belong to the field and are kept.',
    ),
    verdicts: {
      'qwen3-4b': { score: 5, reason: 'Explains all the rules, even a missing closing quote.' },
      'qwen3-8b': { score: 5, reason: 'Complete, linear, and it defines what a comma at the end means.' },
      'qwen3-14b': { score: 4, reason: 'Very careful, including unclosed quotes; more than the tests ask.' },
      'qwen3-32b': { score: 5, reason: 'Derives the grammar from the comment and closes every border case.' },
    },
  },
  steps: attempt({
    read: 'I start with the source.',
    tries: [
      {
        say: 'One field is read at a time, from a position in the line.',
        edits: [
          removeNote,
          {
            search: lines(oldBody, '}'),
            replace: lines(
              '  const fields = [];',
              '  let start = 0;',
              '  while (start <= line.length) {',
              "    const { text, end } = line[start] === '\"' ? quotedField(line, start + 1) : plainField(line, start);",
              '    fields.push(text);',
              '    start = end + 1;',
              '  }',
              '  return fields;',
              '}',
              '',
              'function plainField(line, start) {',
              "  const comma = line.indexOf(',', start);",
              '  const end = comma === -1 ? line.length : comma;',
              '  return { text: line.slice(start, end), end };',
              '}',
              '',
              '/** `start` is the place after the opening quote. Without a closing quote the field is the rest of the line. */',
              'function quotedField(line, start) {',
              "  let text = '';",
              '  let from = start;',
              '  for (;;) {',
              "    const quote = line.indexOf('\"', from);",
              '    if (quote === -1) return { text: text + line.slice(from), end: line.length };',
              '    text += line.slice(from, quote);',
              "    if (line[quote + 1] !== '\"') return { text, end: quote + 1 };",
              "    text += '\"';",
              '    from = quote + 2;',
              '  }',
              '}',
            ),
          },
        ],
        check: 'Now the check.',
      },
    ],
    end: 'Plain and quoted fields are read by two small functions, each character once. The check above says whether all cases hold.',
  }),
};

/**
 * Medium: the 4B forgets doubled quotes, the others solve it. The 8B can, but its first plan does not show it, so the 14B
 * leads; with examples in the memory the 8B rewrites its plan and wins.
 */
export const labelRowTask: ScriptedTask = {
  difficulty: 'medium',
  functionName: 'readLabelRow',
  sourcePath: 'src/labelRow.js',
  testPath: 'test/labelRow.test.js',
  bidders: { 'qwen3-4b': small, 'qwen3-8b': medium, 'qwen3-14b': large, 'qwen3-32b': largest },
};
