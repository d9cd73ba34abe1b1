/**
 * The one place that calls @vscode/test-electron. Runs as an own process group of `hostLaunch.mjs`, which ends the
 * group when a limit is over. Argument: the options of `runTests` as JSON, and `restricted`, true to run with workspace
 * trust on. Exit code: 0 only when VS Code says so.
 */
import { fileURLToPath } from 'node:url';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';

process.on('SIGTERM', () => {}); // VS Code, in the same group, has it too: outlive it, and so prove that it has ended

const { restricted, ...options } = JSON.parse(process.argv[2]);
try {
  if (restricted) {
    options.extensionTestsEnv.GAVEL_RESTRICTED_EXECUTABLE =
      options.vscodeExecutablePath ?? (await downloadAndUnzipVSCode());
    options.vscodeExecutablePath = fileURLToPath(new URL('restricted', import.meta.url));
  }
  await runTests(options);
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
