/** Launches that must go wrong: `harness.selftest.mjs` runs them. */
const tiny = { extension: 'test/fixtures/extensions/tiny', workspace: 'test/fixtures/workspaces/plain' };

export const launches = [
  { ...tiny, name: 'selftestFailing', tests: 'test/host/selftest/failing.test.ts' },
  { ...tiny, name: 'selftestKilled', tests: 'test/host/selftest/killed.test.ts' },
  { ...tiny, name: 'selftestNeverStarts', tests: 'test/host/selftest/failing.test.ts', startLimitMs: 300 },
  { ...tiny, name: 'selftestWithoutTests', tests: 'test/host/selftest/*.none.ts' },
];
