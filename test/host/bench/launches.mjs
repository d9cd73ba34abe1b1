/** The launch of the bench `review`, as `launches.mjs` beside this folder describes it. No part of the tests. */
export const launches = [
  {
    name: 'bench',
    tests: 'test/host/bench/*.test.ts',
    workspace: 'media/practice/workspace',
    settings: { 'git.enabled': false },
  },
];
