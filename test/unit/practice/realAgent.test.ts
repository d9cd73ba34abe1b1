import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildTaskText } from '../../../src/agent/context';
import type { AgentStep } from '../../../src/agent/agent';
import { runAgent } from '../../../src/agent/runAgent';
import { type Bidder, unknownCapabilities } from '../../../src/auction/bidder';
import { systemText } from '../../../src/auction/prompts';
import { createOpenAiModels } from '../../../src/models/openAiModels';
import { practiceEndpoint } from '../../../src/practice/practiceEndpoint';
import type { PracticeModelId } from '../../../src/practice/practiceModels';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import { practiceTasks } from '../../../src/practice/practiceTasks';
import { copyPracticeWorkspace } from '../../../src/practice/practiceWorkspace';
import type { ScriptedTask } from '../../../src/practice/script';
import type { CheckResult } from '../../../src/sandbox/check';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import { extensionRoot, inTempFolder, runTaskCheck } from './practiceHarness';

/** The same client, agent loop, parsers and sandbox as for a real endpoint; only the model is scripted. */
describe('practice/realAgent', function () {
  this.timeout(60_000);
  let server: PracticeServer;

  before(async () => {
    server = await startPracticeServer({ paceMs: 0 });
  });

  after(() => server.close());

  /** Who in the end does the work when the three are played in order: the hard task after the 14B has failed. */
  const winners = { easy: 'qwen3-4b', medium: 'qwen3-8b', hard: 'qwen3-32b' } as const;

  for (const task of practiceTasks) {
    it(`the real agent does the ${task.difficulty} task with ${winners[task.difficulty]}`, () =>
      inSandbox(async (sandbox) => {
        const { outcome, steps } = await work(winners[task.difficulty], task, sandbox);
        assert.equal(outcome.end, 'finished', outcome.message);
        assert.equal(outcome.lastCheck?.verdict, 'passed');
        const problems = steps.filter(({ kind }) => kind === 'problem').map(({ detail }) => detail);
        assert.equal(problems.length, task.difficulty === 'easy' ? 1 : 0, problems.join());
        for (const problem of problems) assert.match(problem, /qwen3-4b does not support tools/u);
        assert.deepEqual(
          (await sandbox.touched()).map(({ path }) => path),
          [task.sourcePath],
        );
      }));
  }

  it('the real agent does the medium task with the 14B too, which leads without a memory', () =>
    inSandbox(async (sandbox) => {
      const { outcome } = await work('qwen3-14b', practiceTasks[1]!, sandbox);
      assert.equal(outcome.end, 'finished', outcome.message);
      assert.equal(outcome.lastCheck?.verdict, 'passed');
    }));

  it('the real agent ends honestly with a red check where the 14B fails', () =>
    inSandbox(async (sandbox) => {
      const { outcome } = await work('qwen3-14b', practiceTasks[2]!, sandbox);
      assert.equal(outcome.end, 'finished', outcome.message);
      assert.equal(outcome.lastCheck?.verdict, 'failed');
    }));

  async function work(model: PracticeModelId, task: ScriptedTask, sandbox: SandboxTree) {
    const endpoint = practiceEndpoint(server.baseUrl);
    const models = createOpenAiModels({ endpoints: [endpoint], keys: { keyFor: () => Promise.resolve(undefined) } });
    const steps: AgentStep[] = [];
    const check = ['node', '--test', task.testPath];
    const text = `Make ${task.functionName} work as its comment says.`;
    const outcome = await runAgent({
      bidder: bidderOf(model),
      systemText,
      taskText: await buildTaskText(
        { id: 't', title: text, text, anchors: [{ path: task.sourcePath }], check },
        sandbox.listFiles(),
        (path) => readFile(join(sandbox.root, path), 'utf8'),
      ),
      plan: (task.bidders[model].refined ?? task.bidders[model].plan).text,
      sandbox,
      models,
      runCheck: () => checked(sandbox, task),
      limits: { maxTurns: 12, maxOutputTokensPerTurn: 4096, maxSeconds: 50 },
      signal: new AbortController().signal,
      onStep: (step) => steps.push(step),
    });
    return { outcome, steps };
  }
});

function bidderOf(model: PracticeModelId): Bidder {
  return {
    id: `practice/${model}`,
    name: model,
    endpointId: 'practice',
    modelId: model,
    priceSource: 'practice',
    capabilities: unknownCapabilities,
  };
}

async function checked(sandbox: SandboxTree, task: ScriptedTask): Promise<CheckResult> {
  const { exitCode, output } = await runTaskCheck(sandbox.root, task);
  const verdict = exitCode === 0 ? 'passed' : 'failed';
  return { verdict, exitCode, output, durationMs: 1, message: `The check ${verdict}.`, confined: false };
}

async function inSandbox(use: (sandbox: SandboxTree) => Promise<void>): Promise<void> {
  await inTempFolder(async (folder) => {
    const workspaceRoot = join(folder, 'tidy-desk');
    assert.equal((await copyPracticeWorkspace(extensionRoot, workspaceRoot)).kind, 'ready');
    const made = await createSandbox({
      workspaceRoot,
      sandboxesFolder: join(folder, 'sandboxes'),
      openBuffers: new Map(),
      signal: new AbortController().signal,
    });
    assert.equal(made.kind, 'ready');
    const { tree } = made;
    try {
      await use(tree);
    } finally {
      await tree.dispose();
    }
  });
}
