/**
 * The launches of VS Code that `runHostTests.mjs` makes, one after the other.
 *
 * name       shown, and the folder of the compiled tests
 * tests      glob of the tests, relative to the repository
 * workspace  fixture to open, copied to a temporary folder first; none: an empty window
 * open       what to open of the copy, for example a .code-workspace file; default: the copy itself
 * extension  folder of the extension under test; default: the repository
 * extensions folders of more extensions, copied beside those of the profile
 * trust      'off' (default): workspace trust is switched off; 'restricted': on, and the workspace is not trusted
 * settings   written as the user's settings before the start
 * args       more options for VS Code's command line
 * env        more environment for the extension host
 * startLimitMs, runLimitMs  until the tests start (default 5 minutes), until they have ended (default 15 minutes)
 */
export const launches = [
  {
    name: 'trusted',
    tests: 'test/host/trusted/**/*.test.ts',
    workspace: 'media/practice/workspace',
    extensions: [
      'test/fixtures/extensions/testTree',
      'test/fixtures/extensions/apiCaller',
      'test/fixtures/extensions/agent',
    ],
    settings: {
      'git.enabled': false, // VS Code's own git would write to .git, which tests compare byte by byte
      'files.autoSave': 'off', // as on the desktop; in a browser VS Code saves by itself
    },
  },
  {
    name: 'codeWorkspace',
    tests: 'test/host/codeWorkspace/**/*.test.ts',
    workspace: 'test/fixtures/workspaces/twoFolders',
    open: 'two.code-workspace',
    settings: { 'git.enabled': false }, // repositories come and go there
  },
  {
    name: 'untrusted',
    tests: 'test/host/untrusted/**/*.test.ts',
    workspace: 'test/fixtures/workspaces/plain',
    extensions: ['test/fixtures/extensions/agent'],
    trust: 'restricted',
  },
];
