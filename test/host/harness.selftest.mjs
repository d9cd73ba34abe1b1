/**
 * Proves that the host test harness cannot say "passed" by mistake: mocha runs this in plain Node, and each case starts
 * `runHostTests.mjs` as `npm test` does.
 */
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../../scripts/command.mjs';

const runner = fileURLToPath(new URL('runHostTests.mjs', import.meta.url));
const table = fileURLToPath(new URL('selftest/launches.mjs', import.meta.url));
const limitMs = 180_000;

function runLaunch(name) {
  return runCommand([process.execPath, runner, '--launches', table, name], { limitMs });
}

describe('host/harness', function () {
  this.timeout(limitMs);
  let runs;

  before(() => {
    const names = ['selftestFailing', 'selftestKilled', 'selftestNeverStarts'];
    runs = Object.fromEntries(names.map((name) => [name, runLaunch(name)])); // together: each mostly waits
  });

  after(() => Promise.all(Object.values(runs)));

  it('ends with 1 when a test fails', async () => {
    const { code, output } = await runs.selftestFailing;
    assert.match(output, /^1 passed, 1 failed$/m);
    assert.equal(code, 1, output);
  });

  it('ends with 1 when a test kills the extension host', async () => {
    const { code, output } = await runs.selftestKilled;
    assert.match(output, /the extension host ended before the test run did|VS Code ended before the tests did/);
    assert.equal(code, 1, output);
  });

  it('ends with 1 when the extension host does not start in time', async () => {
    const { code, output } = await runs.selftestNeverStarts;
    assert.match(output, /the tests did not start within 300 ms/);
    assert.equal(code, 1, output);
  });

  it('refuses a launch without tests', async () => {
    const { code, output } = await runLaunch('selftestWithoutTests');
    assert.match(output, /nothing matches/);
    assert.equal(code, 1, output);
  });
});
