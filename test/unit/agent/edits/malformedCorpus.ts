import { cpp, crlf, f, js, jsPriced, newLoop, oldLoop, priced, py, readme, sr, tool } from './corpusPieces';
import { printedCalls } from './printedCalls';

/** One answer of a model that is wrong in a way models are wrong, and what must become of the file. */
export interface MalformedEdit {
  readonly name: string;
  /** Path and bytes of the file before; text is UTF-8. */
  readonly path: string;
  readonly before: string;
  readonly answer: string;
  /** The exact text afterwards; absent when the edit must be refused and the file stay as it is. */
  readonly after?: string;
}

type Part = Omit<MalformedEdit, 'path' | 'before'> & Partial<Pick<MalformedEdit, 'path' | 'before'>>;

function onJs(...parts: readonly Part[]): readonly MalformedEdit[] {
  return parts.map((part) => ({ path: 'cart.js', before: js, ...part }));
}

const markers = onJs(
  {
    name: 'a block without any fence, path on the line before',
    answer: `cart.js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE`,
    after: jsPriced,
  },
  {
    name: 'the path in bold with a colon',
    answer: `**cart.js**:\n\n${f}js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE\n${f}`,
    after: jsPriced,
  },
  {
    name: 'the path in backticks inside the fence',
    answer: `${f}\n\`cart.js\`\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE\n${f}`,
    after: jsPriced,
  },
  {
    name: 'language and path in the fence',
    answer: `${f}js:cart.js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE\n${f}`,
    after: jsPriced,
  },
  {
    name: 'the path behind the first marker',
    answer: `<<<<<<< SEARCH cart.js\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE`,
    after: jsPriced,
  },
  {
    name: 'ORIGINAL and UPDATED as marker words',
    answer: `cart.js\n<<<<<<< ORIGINAL\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> UPDATED`,
    after: jsPriced,
  },
  {
    name: 'five signs and lower case',
    answer: `cart.js\n<<<<< search\n${oldLoop}\n=====\n${newLoop}\n>>>>> replace`,
    after: jsPriced,
  },
  {
    name: 'dashes and pluses as markers',
    answer: `cart.js\n------- SEARCH\n${oldLoop}\n=======\n${newLoop}\n+++++++ REPLACE`,
    after: jsPriced,
  },
  { name: 'no closing fence', answer: sr(oldLoop, newLoop).slice(0, -4), after: jsPriced },
  {
    name: 'prose straight behind the block',
    answer: `${sr(oldLoop, newLoop)}\nThis counts every item.`,
    after: jsPriced,
  },
  {
    name: 'indented markers in a list',
    answer: `- cart.js\n  <<<<<<< SEARCH\n  ${oldLoop}\n  =======\n  ${newLoop}\n  >>>>>>> REPLACE`,
    after: jsPriced,
  },
  { name: 'no divider', answer: `cart.js\n<<<<<<< SEARCH\n${oldLoop}\n${newLoop}\n>>>>>>> REPLACE` },
  { name: 'no closing marker', answer: `${f}edit cart.js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n${f}` },
  {
    name: 'two dividers',
    answer: `cart.js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n=======\n  // or\n>>>>>>> REPLACE`,
  },
  { name: 'no markers at all in an edit block', answer: `${f}edit cart.js\n${newLoop}\n${f}` },
  { name: 'no file anywhere', answer: `<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE` },
  { name: 'an empty search', answer: sr('', 'const rate = 2;') },
  { name: 'search and replace the same', answer: sr(oldLoop, oldLoop) },
  {
    name: 'a second block nested into the first',
    answer: `cart.js\n<<<<<<< SEARCH\n${oldLoop}\n<<<<<<< SEARCH\n  return sum;\n=======\n  return sum * 2;\n>>>>>>> REPLACE`,
    after: js.replace('return sum;', 'return sum * 2;'),
  },
  {
    name: 'a good block beside one that fits nowhere',
    answer: `${f}edit cart.js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n  return amount;\n=======\n  return 0;\n>>>>>>> REPLACE\n${f}`,
    after: jsPriced,
  },
  {
    name: 'a good block beside one without a divider',
    answer: `${f}edit cart.js\n<<<<<<< SEARCH\n${oldLoop}\n=======\n${newLoop}\n>>>>>>> REPLACE\n<<<<<<< SEARCH\n  return sum;\n>>>>>>> REPLACE\n${f}`,
    after: jsPriced,
  },
);

const texts = onJs(
  {
    name: 'smart quotes in the search',
    before: "const a = 'one';\nconst b = 2;\nconst c = 3;\n",
    answer: sr('const a = ‘one’;', "const a = 'two';"),
  },
  { name: 'smart quotes in the new code', answer: sr('  let sum = 0;', '  let sum = Number(“0”);') },
  {
    name: 'smart quotes inside a string, as they should be',
    before: "const a = 'one';\nconst b = 2;\n",
    answer: sr("const a = 'one';", "const a = '“one”';"),
    after: "const a = '“one”';\nconst b = 2;\n",
  },
  {
    name: 'line numbers copied from read_file',
    answer: sr('4 |     sum += item.price;', `4 |     ${priced}`),
    after: jsPriced,
  },
  {
    name: 'line numbers in the search alone',
    answer: sr(
      '3 |   for (const item of items) {\n4 |     sum += item.price;',
      `  for (const item of items) {\n    ${priced}`,
    ),
    after: jsPriced,
  },
  {
    name: 'wrong indentation, by one level everywhere',
    answer: sr('for (const item of items) {\n  sum += item.price;\n}', `for (const item of items) {\n  ${priced}\n}`),
    after: jsPriced,
  },
  { name: 'trailing spaces in the search', answer: sr(`${oldLoop}   `, newLoop), after: jsPriced },
  {
    name: 'tabs for spaces',
    answer: sr(
      '\tfor (const item of items) {\n\t\tsum += item.price;\n\t}',
      `\tfor (const item of items) {\n\t\t${priced}\n\t}`,
    ),
    after: jsPriced,
  },
  { name: 'blank lines around the search', answer: sr(`\n${oldLoop}\n`, `\n${newLoop}\n`), after: jsPriced },
  {
    name: 'elided middle in search and replace',
    answer: sr(
      'export function total(items) {\n  // ...\n  return sum;',
      'export function total(items) {\n  // ...\n  return sum * 2;',
    ),
  },
  {
    name: 'rest unchanged in the replacement',
    answer: sr(
      'export function total(items) {\n  let sum = 0;',
      'export function total(items) {\n  let sum = 1;\n  // ... rest unchanged ...',
    ),
  },
  { name: 'an ellipsis sign alone', answer: sr('  let sum = 0;', '  let sum = 1;\n  …') },
  { name: 'existing code here', answer: sr('  let sum = 0;', '  let sum = 1;\n  /* existing code here */') },
  {
    name: 'a spread that only looks elided',
    answer: sr('  return sum;', '  return { sum, ...rest };').replace('return sum;\n=', 'return sum;\n='),
    after: js.replace('return sum;', 'return { sum, ...rest };'),
  },
  { name: 'context that is there twice', answer: sr('}', '};') },
  { name: 'context made up', answer: sr('  const total = items.reduce(add, 0);', '  return 1;') },
  { name: 'a word of the context changed', answer: sr('    sum = sum + item.price;', newLoop) },
  { name: 'reasoning inside the block', answer: sr(oldLoop, `<think>\nThe count matters.\n</think>\n${newLoop}`) },
  { name: 'a sentence before the new code', answer: sr(oldLoop, `Here is the updated code:\n${newLoop}`) },
  { name: 'a sentence behind the new code', answer: sr(oldLoop, `${newLoop}\nThis fixes the missing count.`) },
  {
    name: 'a fence inside search and replace',
    answer: sr(`${f}js\n${oldLoop}\n${f}`, `${f}js\n${newLoop}\n${f}`),
    after: jsPriced,
  },
  { name: 'half a fence in the replacement', answer: sr(oldLoop, `${f}js\n${newLoop}`) },
  { name: 'control marks of a chat template', answer: sr(oldLoop, `${newLoop}<|im_end|>`) },
  { name: 'the whole file emptied', answer: sr(js.trimEnd(), '') },
  {
    name: 'most of the file dropped',
    answer: sr(js.slice(0, js.indexOf('export function label')).trimEnd(), '// gone'),
  },
  {
    name: 'dollar patterns in the replacement',
    answer: sr('  return sum;', "  return '$&$1$$'.length;"),
    after: js.replace('return sum;', () => "return '$&$1$$'.length;"),
  },
  { name: 'the block answered twice', answer: `${sr(oldLoop, newLoop)}\n\n${sr(oldLoop, newLoop)}`, after: jsPriced },
);

const endings: readonly MalformedEdit[] = [
  {
    name: 'CRLF file, LF answer',
    path: 'cart.js',
    before: crlf,
    answer: sr(`${oldLoop}\n  }`, `${newLoop}\n  }`),
    after: crlf.replace('sum += item.price;', priced),
  },
  {
    name: 'LF file, CRLF answer',
    path: 'cart.js',
    before: js,
    answer: sr(`${oldLoop}\n  }`, `${newLoop}\n  }`).replaceAll('\n', '\r\n'),
    after: jsPriced,
  },
  {
    name: 'no final newline in the file',
    path: 'cart.js',
    before: js.trimEnd(),
    answer: sr('}\n', '} // end\n')
      .replace('}\n\n=', '  return `${item.name}: ${item.price}`;\n}\n\n=')
      .replace('} // end', '  return item.name;\n}'),
    after: js.trimEnd().replace('return `${item.name}: ${item.price}`;', 'return item.name;'),
  },
  {
    name: 'mixed line ends',
    path: 'a.txt',
    before: 'one\r\ntwo\nthree\r\n',
    answer: sr('two', 'zwei', 'a.txt'),
    after: 'one\r\nzwei\nthree\r\n',
  },
  {
    name: 'a byte order mark',
    path: 'a.txt',
    before: '\ufeffone\ntwo\nthree\n',
    answer: sr('one', 'eins', 'a.txt'),
    after: '\ufeffeins\ntwo\nthree\n',
  },
  {
    name: 'CRLF file rewritten whole with LF',
    path: 'cart.js',
    before: crlf,
    answer: `${f}\`file cart.js\n${jsPriced}${f}\``,
    after: crlf.replace('sum += item.price;', priced),
  },
  {
    name: 'whole file without its final newline',
    path: 'cart.js',
    before: js,
    answer: tool('write_file', { path: 'cart.js', content: jsPriced.trimEnd() }),
    after: jsPriced,
  },
];

const python: readonly MalformedEdit[] = [
  {
    name: 'Python without its indentation',
    path: 'cart.py',
    before: py,
    answer: sr(
      'for item in self.items:\n    result += item.price',
      'for item in self.items:\n    result += item.price * item.count',
      'cart.py',
    ),
    after: py.replace('item.price\n', 'item.price * item.count\n'),
  },
  {
    name: 'Python flattened',
    path: 'cart.py',
    before: py,
    answer: sr(
      'for item in self.items:\nresult += item.price\nreturn result',
      'for item in self.items:\nresult += item.price\nreturn 1',
      'cart.py',
    ),
  },
  {
    name: 'Python body left out with dots',
    path: 'cart.py',
    before: py,
    answer: tool('write_file', {
      path: 'cart.py',
      content: py.replace('        self.items = []', '        self.items = []\n        ...'),
    }),
  },
  {
    name: 'a Python stub whose body is dots',
    path: 'cart.py',
    before: py,
    answer: sr('def main():', 'def stub():\n    ...\n\ndef main():', 'cart.py'),
    after: py.replace('def main():', 'def stub():\n    ...\n\ndef main():'),
  },
  {
    name: 'a method by its name',
    path: 'cart.py',
    before: py,
    answer: `${f}\`function cart.py Cart.total\ndef total(self):\n    return sum(i.price for i in self.items)\n${f}\``,
    after: py.replace(
      / {4}def total[^]*return result\n/,
      '    def total(self):\n        return sum(i.price for i in self.items)\n',
    ),
  },
  {
    name: 'only the body of a method',
    path: 'cart.py',
    before: py,
    answer: `${f}function cart.py total\nreturn sum(i.price for i in self.items)\n${f}`,
  },
];

const wholes = onJs(
  {
    name: 'a file with a fence inside and a longer one around',
    path: 'README.md',
    before: readme,
    answer: `${f}\`\`file README.md\n${readme.replace('Old', 'New')}${f}\`\``,
    after: readme.replace('Old', 'New'),
  },
  {
    name: 'a file with a fence of a language inside an equal one',
    path: 'README.md',
    before: readme,
    answer: `${f}file README.md\n${readme.replace('Old', 'New')}${f}`,
    after: readme.replace('Old', 'New'),
  },
  {
    name: 'bare fences inside an equal one',
    path: 'README.md',
    before: readme,
    answer: `${f}file README.md\n${readme.replace(`${f}sh`, f).replace('Old', 'New')}${f}`,
  },
  { name: 'a whole file that was never closed', answer: `${f}file cart.js\n${jsPriced.slice(0, 120)}` },
  {
    name: 'a whole file with the rest elided',
    answer: `${f}file cart.js\n${jsPriced.slice(0, jsPriced.indexOf('export function label'))}// ... rest of the file\n${f}`,
  },
  {
    name: 'a whole file of which only the function came',
    answer: `${f}file cart.js\nexport function total(items) {\n  return 1;\n}\n${f}`,
  },
  { name: 'an empty whole file', answer: `${f}file cart.js\n${f}` },
  {
    name: 'a whole file in a fence in a JSON string',
    answer: tool('write_file', { path: 'cart.js', content: `${f}js\n${jsPriced}${f}` }),
    after: jsPriced,
  },
  {
    name: 'a whole file with line numbers',
    answer: tool('write_file', {
      path: 'cart.js',
      content: jsPriced
        .trimEnd()
        .split('\n')
        .map((line, index) => `${index + 1} | ${line}`)
        .join('\n'),
    }),
    after: jsPriced,
  },
  {
    name: 'a whole file that begins with a greeting',
    answer: tool('write_file', { path: 'cart.js', content: `Sure, this is the file.\n${jsPriced}` }),
  },
  { name: 'create_file for a file that is there', answer: tool('create_file', { path: 'cart.js', content: 'x' }) },
  {
    name: 'a function by its name',
    answer: `${f}function cart.js total\nexport function total(items) {\n  return items.reduce((sum, item) => sum + item.price, 0);\n}\n${f}`,
    after: js.replace(/ {2}let sum[^]*return sum;/, '  return items.reduce((sum, item) => sum + item.price, 0);'),
  },
  {
    name: 'a function that is not there',
    answer: `${f}function cart.js average\nfunction average() {\n  return 0;\n}\n${f}`,
  },
  {
    name: 'a function whose text never closes',
    answer: `${f}function cart.js total\nexport function total(items) {\n  if (items) {\n  return 0;\n}\n${f}`,
  },
  {
    name: 'two functions where one was named',
    answer: `${f}function cart.js total\nexport function total(items) {\n  return 0;\n}\nexport function more() {\n  return 1;\n}\n${f}`,
  },
);

const hunk =
  '@@ -3,3 +3,3 @@\n   for (const item of items) {\n-    sum += item.price;\n+    sum += item.price * item.count;\n   }';
const diffs = onJs(
  {
    name: 'a diff with wrong line numbers',
    answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n${hunk.replace('-3,3 +3,3', '-90,9 +91,2')}\n${f}`,
    after: jsPriced,
  },
  {
    name: 'a diff without numbers',
    answer: `${f}diff\n--- cart.js\n+++ cart.js\n${hunk.replace('@@ -3,3 +3,3 @@', '@@ ... @@')}\n${f}`,
    after: jsPriced,
  },
  {
    name: 'a diff whose context lost its space',
    answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n${hunk.replaceAll('\n   ', '\n  ')}\n${f}`,
    after: jsPriced,
  },
  { name: 'a diff with its path in the fence', answer: `${f}diff cart.js\n${hunk}\n${f}`, after: jsPriced },
  {
    name: 'a diff whose context is wrong',
    answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n${hunk.replace('const item of items', 'const item of basket')}\n${f}`,
  },
  {
    name: 'a diff that only adds, without context',
    answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n@@ -0,0 +1 @@\n+// new\n${f}`,
  },
  {
    name: 'a diff of whole lines that fit inside others',
    before: 'rebase();\nbase();\nend();\n',
    answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n@@ -2 +2 @@\n-base();\n+top();\n${f}`,
    after: 'rebase();\ntop();\nend();\n',
  },
  { name: 'a diff cut before its fence', answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n${hunk.slice(0, 70)}` },
  { name: 'a diff without hunks', answer: `${f}diff\n--- a/cart.js\n+++ b/cart.js\n${f}` },
  {
    name: 'a diff that deletes the file',
    answer: `${f}diff\n--- a/cart.js\n+++ /dev/null\n@@ -1,11 +0,0 @@\n-export function total(items) {\n${f}`,
  },
  {
    name: 'C++ with tabs in a diff with spaces',
    path: 'sum.cpp',
    before: cpp,
    answer: `${f}diff\n--- a/sum.cpp\n+++ b/sum.cpp\n@@ -5,3 +5,3 @@\n   for (int x : v) {\n-    s -= x;\n+    s += x;\n   }\n${f}`,
    after: cpp.replace('s -= x', 's += x'),
  },
);

const json = onJs(
  {
    name: 'JSON with raw line breaks in strings',
    answer: `${f}tool\n{"name": "edit_file", "arguments": {"path": "cart.js", "blocks": [{"search": "    sum += item.price;\n  }", "replace": "${newLoop}\n  }"}]}}\n${f}`,
    after: jsPriced,
  },
  {
    name: 'JSON with single quotes and a trailing comma',
    answer: `${f}tool\n{'name': 'edit_file', 'arguments': {'path': 'cart.js', 'blocks': [{'search': 'sum += item.price;', 'replace': '${priced}'},]}}\n${f}`,
    after: jsPriced,
  },
  {
    name: 'JSON with an unescaped quote in the code',
    answer: `${f}tool\n{"name": "edit_file", "arguments": {"path": "cart.js", "blocks": [{"search": "return sum;", "replace": "return "sum";"}]}}\n${f}`,
    after: js.replace('return sum;', 'return "sum";'),
  },
  {
    name: 'JSON with a regular expression unescaped',
    answer: `${f}tool\n{"name": "edit_file", "arguments": {"path": "cart.js", "blocks": [{"search": "return sum;", "replace": "return /\\d+/;"}]}}\n${f}`,
  },
  {
    name: 'JSON cut in the middle',
    answer: `${f}tool\n{"name": "write_file", "arguments": {"path": "cart.js", "content": "export const`,
  },
  {
    name: 'JSON with an extra argument',
    answer: tool('edit_file', { path: 'cart.js', blocks: [{ search: 'return sum;', replace: 'return 1;' }], cwd: '/' }),
  },
  {
    name: 'a block with old and new instead of search and replace',
    answer: tool('edit_file', { path: 'cart.js', blocks: [{ old: 'return sum;', new: 'return 1;' }] }),
  },
  {
    name: 'half an emoji',
    answer: `${f}tool\n{"name": "edit_file", "arguments": {"path": "cart.js", "blocks": [{"search": "return sum;", "replace": "return '\\ud83d';"}]}}\n${f}`,
  },
);

/** All of them. Real-looking: each is a mistake that models are known to make. */
export const malformedCorpus: readonly MalformedEdit[] = [
  ...onJs(...printedCalls),
  ...markers,
  ...texts,
  ...endings,
  ...python,
  ...wholes,
  ...diffs,
  ...json,
];
