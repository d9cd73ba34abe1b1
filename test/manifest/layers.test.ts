import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ESLint } from 'eslint';

const root = join(__dirname, '../..');

/** The rule ids that lint reports for code as if it stood in a file of the house. */
async function violations(file: string, code: string): Promise<readonly string[]> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfig: [
      {
        files: ['**/*.ts'],
        languageOptions: { parserOptions: { project: null, programs: null, projectService: false } },
      },
    ],
    ruleFilter: ({ ruleId }) => ruleId.startsWith('no-restricted'),
  });
  const [result] = await eslint.lintText(code, { filePath: join(root, file) });
  assert.ok(result && !result.messages.some(({ fatal }) => fatal === true), JSON.stringify(result?.messages));
  return result.messages.flatMap(({ ruleId }) => (ruleId === null ? [] : [ruleId]));
}

describe('layers', function () {
  this.timeout(60_000);

  const forbidden: readonly [string, string, string][] = [
    ['a room that imports to the right', 'src/sandbox/x.ts', "import { a } from '../run/startRun';"],
    ['a room that imports its neighbour', 'src/models/x.ts', "import { a } from '../sandbox/gate';"],
    ['base that knows the market', 'src/base/x.ts', "import { a } from '../auction/score';"],
    ['a tool of the agent that reaches for the flow', 'src/agent/tools/x.ts', "import { a } from '../../run/flow';"],
    ['anyone who imports the entry point', 'src/views/x.ts', "import { a } from '../extension';"],
    ['src that imports the panel', 'src/views/x.ts', "import { a } from '../../media/bids/main';"],
    ['vscode inside the flow', 'src/run/x.ts', "import * as vscode from 'vscode';"],
    ['types of vscode inside the market', 'src/auction/x.ts', "import type { Uri } from 'vscode';"],
    ['node inside the market', 'src/auction/x.ts', "import { readFileSync } from 'node:fs';"],
    ['the clock inside the market', 'src/auction/x.ts', 'export const now = Date.now();'],
    ['chance inside the market', 'src/auction/x.ts', 'export const chance = Math.random();'],
    [
      'the panel that imports more than the protocol',
      'media/bids/x.ts',
      "import { a } from '../../src/views/panelModel';",
    ],
    ['the panel that writes markup', 'media/bids/x.ts', "export function f(e: Element) { e.innerHTML = ''; }"],
    ['a default export', 'src/base/x.ts', 'export default 1;'],
  ];
  for (const [name, file, code] of forbidden) {
    it(`lint refuses ${name}`, async () => {
      assert.notDeepEqual(await violations(file, code), []);
    });
  }

  const allowed: readonly [string, string, string][] = [
    [
      'the flow that uses rooms to its left',
      'src/run/x.ts',
      "import { a } from '../agent/runAgent'; import { b } from '../auction/score';",
    ],
    ['an adapter that knows vscode', 'src/review/editorApplyVscode.ts', "import * as vscode from 'vscode';"],
    [
      'the history with its protocol',
      'media/history/x.ts',
      "import type { A } from '../../src/views/historyProtocol';",
    ],
    ['the panel with the protocol', 'media/bids/x.ts', "import type { A } from '../../src/views/protocol';"],
  ];
  for (const [name, file, code] of allowed) {
    it(`lint lets ${name} be`, async () => {
      assert.deepEqual(await violations(file, code), []);
    });
  }
});
