import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { hostileValuesAreIgnored } from '../support/hostileValues';
import { resetWorkspace } from '../support/workspaceState';

/** Where a remote machine, and so a devcontainer.json, puts its settings (case 62). */
const machineSettings = join(dirname(process.env['GAVEL_TEST_REPORT'] ?? ''), 'data', 'Machine', 'settings.json');

/**
 * Empties the file until VS Code has seen it: as long as it believes in the old values, it writes user settings of the same
 * names into this file, where they do not count. A write that its watcher missed is made again.
 */
async function emptyMachineSettings(): Promise<void> {
  const believed = (): unknown => vscode.workspace.getConfiguration('editor').inspect('rulers')?.globalValue;
  for (let writes = 1; believed() !== undefined; writes += 1) {
    await writeFile(machineSettings, `{}${'\n'.repeat(writes)}`);
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        watching.dispose();
        resolve();
      };
      const timer = setTimeout(done, 1000);
      const watching = vscode.workspace.onDidChangeConfiguration(done);
    });
  }
}

describe('host/machineValues (case 62)', () => {
  before(resetWorkspace);
  after(async () => {
    await emptyMachineSettings();
    await resetWorkspace();
  });
  hostileValuesAreIgnored([
    {
      name: "the machine's settings",
      write: async (values) => {
        await mkdir(dirname(machineSettings), { recursive: true });
        await writeFile(machineSettings, JSON.stringify(values));
      },
      read: ({ globalValue }) => globalValue,
    },
  ]);
});
