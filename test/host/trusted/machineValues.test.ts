import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hostileValuesAreIgnored } from '../support/hostileValues';
import { resetWorkspace } from '../support/workspaceState';

/** Where a remote machine, and so a devcontainer.json, puts its settings (case 62). */
const machineSettings = join(dirname(process.env['GAVEL_TEST_REPORT'] ?? ''), 'data', 'Machine', 'settings.json');

describe('host/machineValues (case 62)', () => {
  before(resetWorkspace);
  after(async () => {
    await rm(machineSettings, { force: true });
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
