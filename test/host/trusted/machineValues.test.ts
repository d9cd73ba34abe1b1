import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import { hostileValuesAreIgnored } from '../support/hostileValues';
import { resetWorkspace } from '../support/workspaceState';

/** Where a remote machine, and so a devcontainer.json, puts its settings (case 62). */
const machineSettings = join(dirname(process.env['GAVEL_TEST_REPORT'] ?? ''), 'data', 'Machine', 'settings.json');

/** Until VS Code has seen that the file is gone, it writes user settings of the same names into it anew. */
async function forgotten(): Promise<void> {
  const isGone = (): boolean =>
    vscode.workspace.getConfiguration('editor').inspect('rulers')?.globalValue === undefined;
  if (isGone()) return;
  await new Promise<void>((resolve) => {
    const watching = vscode.workspace.onDidChangeConfiguration(() => {
      if (!isGone()) return;
      watching.dispose();
      resolve();
    });
  });
}

describe('host/machineValues (case 62)', () => {
  before(resetWorkspace);
  after(async () => {
    await rm(machineSettings, { force: true });
    await forgotten();
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
