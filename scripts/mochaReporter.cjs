/**
 * The mocha reporter of all test steps: readable lines on the console, and the counts as JSON in the file that
 * GAVEL_TEST_REPORT names: `{ state: 'ended', passed, failed, skipped, failures: [title] }`.
 *
 * It requires nothing of mocha's: the same file runs in plain Node and inside the extension host.
 */
const fs = require('node:fs');

const slowMs = 200;

function describeError(error) {
  if (!(error instanceof Error) && !error?.stack) return String(error);
  const lines = [error.stack ?? String(error)];
  if (error.showDiff !== false && 'expected' in error && !lines[0].includes('+ actual')) {
    lines.push(`expected: ${JSON.stringify(error.expected)}`, `actual:   ${JSON.stringify(error.actual)}`);
  }
  if (error.cause) lines.push(`cause: ${describeError(error.cause)}`);
  return lines.join('\n');
}

const indent = (text, depth) => text.replace(/^(?=.)/gm, '  '.repeat(depth));

module.exports = class {
  constructor(runner) {
    const failures = [];
    const count = { passed: 0, failed: 0, skipped: 0 };
    let depth = 0;
    const print = (line) => console.log(indent(line, depth));
    runner.on('suite', (suite) => {
      if (suite.root) return;
      print(suite.title);
      depth++;
    });
    runner.on('suite end', (suite) => (depth -= suite.root ? 0 : 1));
    runner.on('pass', (test) => {
      count.passed++;
      print(`ok ${test.title}${test.duration > slowMs ? ` (${test.duration} ms)` : ''}`);
    });
    runner.on('pending', (test) => {
      count.skipped++;
      print(`skipped ${test.title}`);
    });
    runner.on('fail', (test, error) => {
      count.failed++;
      failures.push(test.fullTitle());
      print(`FAILED ${test.title}`);
      console.log(indent(describeError(error), depth + 1));
    });
    runner.once('end', () => {
      depth = 0;
      print(`${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`);
      for (const title of failures) print(`  FAILED ${title}`);
      const file = process.env.GAVEL_TEST_REPORT;
      if (file) fs.writeFileSync(file, JSON.stringify({ state: 'ended', ...count, failures }));
    });
  }
};
