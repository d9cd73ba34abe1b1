import { writeBytes } from '../support/editors';
import { hostileValuesAreIgnored } from '../support/hostileValues';
import { resetWorkspace } from '../support/workspaceState';

describe('host/workspaceValues', () => {
  before(resetWorkspace);
  after(resetWorkspace);
  hostileValuesAreIgnored([
    {
      name: '.vscode/settings.json',
      write: (values) => writeBytes('.vscode/settings.json', JSON.stringify(values)),
      read: ({ workspaceValue }) => workspaceValue,
    },
  ]);
});
