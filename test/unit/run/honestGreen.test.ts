import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import type { ModelReply } from '../../../src/auction/model';
import { builtInProfile } from '../../../src/auction/profile';
import { NullLogger } from '../../../src/base/logger';
import type { Flow } from '../../../src/run/flow';
import type { RunEvent } from '../../../src/run/runEvents';
import type { RunPorts } from '../../../src/run/runPorts';
import type { RunRequest } from '../../../src/run/runRequest';
import { initialRun, reduceRun, type RunState } from '../../../src/run/runState';
import { workOnPlan } from '../../../src/run/workOnPlan';
import { runCheck } from '../../../src/sandbox/runCheck';
import { reviewModel, workModel } from '../../../src/views/workModel';
import type { FolderTree } from '../agent/folderTree';
import { createFolderTree } from '../agent/folderTree';
import { calls, says, ScriptedModel, toolCall } from '../agent/scriptedModel';

const wrong = 'exports.add = (a, b) => a - b;\n';
const tests = [
  "const test = require('node:test');",
  "const assert = require('node:assert');",
  "const { add } = require('../add.js');",
  "test('adds', () => assert.equal(add(1, 2), 3));",
  "test('adds zero', () => assert.equal(add(1, 0), 1));",
  '',
].join('\n');
/** Fails the first time it runs in a folder, passes from then on. */
const flakyScript =
  "const fs = require('fs'); if (!fs.existsSync('seen')) { fs.writeFileSync('seen', ''); process.exit(1); }";
const bidder: Bidder = {
  ...{ id: 'e/m', name: 'Model 8B', endpointId: 'e', modelId: 'm' },
  ...{ priceSource: 'unknown', capabilities: unknownCapabilities },
};
const node = process.execPath;

/** The real work on a plan, real files and real checks; only the model's words are scripted. */
describe('run: honest green (scripted model, no AI)', function () {
  this.timeout(60_000);
  let tree: FolderTree;
  let events: RunEvent[];

  beforeEach(async () => {
    events = [];
    tree = await createFolderTree({ 'add.js': wrong, 'test/add.test.js': tests, 'flaky.js': flakyScript });
  });

  afterEach(() => tree.dispose());

  async function work(check: readonly string[], answers: readonly ModelReply[]): Promise<RunState> {
    const task = { id: 't', title: 'Add', text: 'Make add add.', anchors: [], check };
    let state = initialRun;
    const dispatch = (event: RunEvent): void => {
      events.push(event);
      state = reduceRun(state, event);
    };
    const confinement = { kind: 'unconfined', reason: 'a test' } as const;
    const { economics } = initialRun;
    dispatch({
      ...{ type: 'runStarted', runId: 'r', task, practice: false, confinement },
      caps: {},
      economics,
      hosts: {},
    });
    const market = { type: 'opened', bidders: [bidder], profile: builtInProfile, costScale: 1, seed: 1 } as const;
    dispatch({ type: 'market', event: market });
    const signal = new AbortController().signal;
    const ports = {
      log: NullLogger,
      runCheck: (_label, request, options) => runCheck(request, options, confinement),
      // Unconfined, changed tests are asked about; this person says yes.
      mayRunChanged: () => Promise.resolve(true),
    } as Partial<RunPorts> as RunPorts;
    const request = {
      task,
      invited: [],
      limits: { maxTurns: 9, maxOutputTokensPerTurn: 500, maxSeconds: 50 },
      checkTimeoutMs: 30_000,
      workspaceRoot: tree.root,
    } as Partial<RunRequest> as RunRequest;
    const flow = {
      request,
      ports,
      signal,
      stopped: () => false,
      state: () => state,
      dispatch,
    } as Partial<Flow> as Flow;
    const baseline = await runCheck(
      { argv: check, cwd: tree.root, workspaceRoot: tree.root, timeoutMs: 30_000, maxOutputBytes: 65_536 },
      { signal },
      confinement,
    );
    dispatch({ type: 'baselineClosed', result: baseline });
    dispatch({ type: 'awarded', bidderId: 'e/m', plan: 'p', planEdited: false, automatic: false });
    await workOnPlan(flow, { tree, sharedText: '# Task', models: new ScriptedModel(answers) });
    return state;
  }

  const repair = toolCall('edit_file', { path: 'add.js', blocks: [{ search: 'a - b', replace: 'a + b' }] });

  it('runs the check once more with the original tests when the agent weakened them, and shows both (case 141)', async () => {
    const weaker = tests.replace('add(1, 2), 3', 'add(1, 2), -1');
    const state = await work(
      [node, '--test', 'test/'],
      [
        calls(toolCall('edit_file', { path: 'test/add.test.js', blocks: [{ search: tests, replace: weaker }] })),
        says('All tests pass.'),
      ],
    );
    const attempt = state.attempts[0];
    assert.deepEqual([attempt?.check?.verdict, attempt?.originals?.check.verdict], ['passed', 'failed']);
    assert.deepEqual(attempt?.originals?.paths, ['test/add.test.js']);
    assert.deepEqual(attempt.changes?.[0]?.flags, ['testChanged', 'outsidePlan'], 'its plan speaks of no test');
    assert.equal(await readFile(join(tree.root, 'test/add.test.js'), 'utf8'), weaker, 'the proposal is back in place');
    const shown = workModel(state)?.check;
    assert.equal(shown?.state, 'broken', 'never shown as passed');
    assert.match(
      shown.text,
      /passed with exit code 0\. It changed a test file or test setting\. With the original ones: .*failure/,
    );
    assert.equal(reviewModel(reduceRun(state, { type: 'proposed', attempt: 0 }))?.checked, false);
  });

  it('sees deleted tests, and says how many ran before and now (case 141)', async () => {
    const fewer = tests
      .split('\n')
      .filter((line) => !line.includes('adds zero'))
      .join('\n');
    const state = await work(
      [node, '--test', 'test/'],
      [calls(repair, toolCall('write_file', { path: 'test/add.test.js', content: fewer })), says('Done.')],
    );
    assert.equal(state.attempts[0]?.originals?.check.verdict, 'passed');
    assert.deepEqual(
      [state.baseline?.counts, state.attempts[0].check?.counts],
      [
        { passed: 1, failed: 1 },
        { passed: 1, failed: 0 },
      ],
    );
    assert.match(workModel(state)?.check.text ?? '', /2 tests ran before, 1 now\./);
  });

  it('restores created and deleted test files for that run, and the proposal afterwards', async () => {
    const state = await work(
      [node, '--test', 'test/'],
      [
        calls(
          repair,
          toolCall('delete_file', { path: 'test/add.test.js' }),
          toolCall('create_file', { path: 'test/more.test.js', content: "require('node:test')('x', () => {});\n" }),
        ),
        says('Done.'),
      ],
    );
    assert.deepEqual(state.attempts[0]?.originals?.paths, ['test/add.test.js', 'test/more.test.js']);
    assert.equal(state.attempts[0].originals.check.counts?.passed, 2);
    assert.deepEqual(tree.listFiles(), ['add.js', 'flaky.js', 'test/more.test.js']);
  });

  it('runs no second check when the tests are as they were', async () => {
    const state = await work([node, '--test', 'test/'], [calls(repair), says('Done.')]);
    assert.equal(state.attempts[0]?.check?.verdict, 'passed');
    assert.equal(state.attempts[0].originals, undefined);
    assert.equal(workModel(state)?.check.state, 'passed');
  });

  it('calls a check flaky that fails and passes on the same files (case 142)', async () => {
    const state = await work(
      [node, 'flaky.js'],
      [calls(repair, toolCall('delete_file', { path: 'seen' })), says('Done.')],
    );
    assert.equal(state.baseline?.verdict, 'failed');
    assert.equal(state.attempts[0]?.check?.verdict, 'flaky');
    assert.equal(workModel(state)?.check.state, 'broken');
    assert.equal(events.filter(({ type }) => type === 'checkClosed').length, 1);
  });
});
