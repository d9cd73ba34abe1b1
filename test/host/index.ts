/**
 * What runs inside the extension host: mocha over the compiled tests of one launch. `hostLaunch.mjs` starts it and
 * trusts only the report written here: VS Code's exit code is 0 even when the host dies.
 */
import fs from 'node:fs';
import path from 'node:path';

/** Called by VS Code (`--extensionTestsPath`). Rejects when a test failed or when there was none. */
export async function run(): Promise<void> {
  fs.writeFileSync(required('GAVEL_TEST_REPORT'), JSON.stringify({ state: 'started', pid: process.pid }));
  const { default: Mocha } = await import('mocha');
  const grep = process.env['GAVEL_GREP'];
  const mocha = new Mocha({
    timeout: 60_000,
    forbidOnly: true,
    reporter: required('GAVEL_MOCHA_REPORTER'),
    ...(grep ? { grep } : {}),
  });
  for (const file of testFiles(required('GAVEL_HOST_TESTS'))) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} host test(s) failed`);
}

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start host tests with test/host/runHostTests.mjs`);
  return value;
}

function testFiles(folder: string): string[] {
  const names = fs.readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.test.js'))
    .sort()
    .map((name) => path.join(folder, name));
}
