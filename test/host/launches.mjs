/**
 * The launches of VS Code that `runHostTests.mjs` makes, one after the other.
 *
 * name       shown, and the folder of the compiled tests
 * tests      glob of the tests, relative to the repository
 * workspace  fixture to open, copied to a temporary folder first; none: an empty window
 * extension  folder of the extension under test; default: the repository
 * trust      'off' (default): workspace trust is switched off; 'restricted': on, and the workspace is not trusted
 * settings   written as the user's settings before the start
 * args       more options for VS Code's command line
 * env        more environment for the extension host
 * startLimitMs, runLimitMs  until the tests start (default 5 minutes), until they have ended (default 15 minutes)
 */
export const launches = [
  { name: 'trusted', tests: 'test/host/trusted/**/*.test.ts', workspace: 'test/fixtures/workspaces/plain' },
  {
    name: 'untrusted',
    tests: 'test/host/untrusted/**/*.test.ts',
    workspace: 'test/fixtures/workspaces/plain',
    trust: 'restricted',
  },
];
