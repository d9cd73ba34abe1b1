import { readCommand } from '../argumentVector';

/** Words of a test script from the runner's own on, without what leads there (`cross-env A=1`, `npm run build &&`). */
export function startOf(script: string, word: string): readonly string[] | undefined {
  const last = script.split('&&').at(-1) ?? '';
  const read = readCommand(last);
  if (read.kind === 'refused') return undefined;
  const start = read.argv.findIndex((part) => part === word || part.endsWith(`/.bin/${word}`));
  if (start < 0 || (word === 'node' && !read.argv.includes('--test'))) return undefined;
  return read.argv.slice(start + 1);
}

/** Options that take their value as the next word. */
const withValue =
  /^(?:--import|--loader|--experimental-loader|--require|-r|--conditions|-C|--env-file|--config|-c|--spec|--extension|--timeout|-t|--test-?[nN]ame-?[pP]attern|--grep|-g|--project|--environment|--reporter|-R|--test-reporter|--test-reporter-destination|--ui|-u)$/u;
/** Options that take none. */
const alone =
  /^(?:--test|--run|--recursive|--ci|--bail|-b|--exit|--forbid-only|--check-leaks|--passWithNoTests|--silent|--verbose|--runInBand|-i|--watch(?:All)?|-w|--coverage|--enable-source-maps|--experimental-.*|--no-.*)$/u;
/** What a person's own run wants and a check of one test does not: watching, coverage, reports, other tests. */
const unwanted =
  /^(?:--test|--run|--watch(?:All)?|-w|--coverage|--experimental-test-coverage|(?:--reporter|-R|--test-reporter|--spec|--test-name-pattern|--testNamePattern|--grep|-g|-t).*)$/u;

/** The options of the project's script, without files; `undefined` when it cannot be told which words are whose. */
export function optionsOf(script: string, word: string): readonly string[] | undefined {
  const words = startOf(script, word) ?? [];
  const options: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const option = words[index] ?? '';
    if (!option.startsWith('-')) continue;
    const next = words[index + 1];
    const takes = withValue.test(option);
    const clear = takes || option.includes('=') || alone.test(option) || next === undefined || next.startsWith('-');
    if (!clear) return undefined;
    if (takes) index += 1;
    if (!unwanted.test(option)) options.push(option, ...(takes && next !== undefined ? [next] : []));
  }
  return options;
}
