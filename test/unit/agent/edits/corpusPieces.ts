/** Files and pieces that the corpus of malformed edits is made of. */
export const f = '```';

export const js = [
  'export function total(items) {',
  '  let sum = 0;',
  '  for (const item of items) {',
  '    sum += item.price;',
  '  }',
  '  return sum;',
  '}',
  '',
  'export function label(item) {',
  '  return `${item.name}: ${item.price}`;',
  '}',
  '',
].join('\n');
export const py = [
  'class Cart:',
  '    def __init__(self):',
  '        self.items = []',
  '',
  '    def total(self):',
  '        result = 0',
  '        for item in self.items:',
  '            result += item.price',
  '        return result',
  '',
  'def main():',
  '    print(Cart().total())',
  '',
].join('\n');
export const cpp = [
  '#include <vector>',
  '',
  'int sum(const std::vector<int>& v) {',
  '\tint s = 0;',
  '\tfor (int x : v) {',
  '\t\ts -= x;',
  '\t}',
  '\treturn s;',
  '}',
  '',
].join('\n');
export const readme = ['# Cart', '', 'Run it:', '', `${f}sh`, 'npm start', f, '', 'Old text.', ''].join('\n');
export const crlf = js.replaceAll('\n', '\r\n');

export function sr(search: string, replace: string, path = 'cart.js'): string {
  return `${f}edit ${path}\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n${f}`;
}

export function tool(name: string, args: unknown): string {
  return `${f}tool\n${JSON.stringify({ name, arguments: args })}\n${f}`;
}

export const priced = 'sum += item.price * item.count;';
export const jsPriced = js.replace('sum += item.price;', priced);
export const oldLoop = '    sum += item.price;';
export const newLoop = `    ${priced}`;
