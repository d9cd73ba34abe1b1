import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AgentOutcome, AgentStep } from '../../../src/agent/agent';
import { buildTaskText } from '../../../src/agent/context';
import type { EditForm, EditNote } from '../../../src/agent/edits/editForm';
import { runAgent } from '../../../src/agent/runAgent';
import { systemText } from '../../../src/auction/prompts';
import { createOpenAiModels } from '../../../src/models/openAiModels';
import type { CheckResult } from '../../../src/sandbox/check';
import { createSandbox } from '../../../src/sandbox/createSandbox';
import { runCheck } from '../../../src/sandbox/runCheck';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import { bidder } from './agentHarness';
import { scriptedEdit } from './scriptedEdit';
import { startScriptedServer } from './scriptedServer';

const fixtures = join(__dirname, '../../fixtures/agentTasks');
const tsx = pathToFileURL(join(__dirname, '../../../node_modules/tsx/dist/loader.mjs')).href;
const forms: readonly EditForm[] = ['blocks', 'function', 'wholeFile', 'diff'];
const protocols = ['native', 'text'] as const;

interface FixtureTask {
  readonly path: string;
  readonly functionName: string;
  readonly text: string;
  readonly check: readonly string[];
}

/** The past that makes the loop ask for a form. */
function recordFor(form: EditForm): readonly EditNote[] {
  const share = { blocks: 10, diff: 10, function: 5, wholeFile: 0 }[form];
  return Array.from({ length: 10 }, (_, index) => ({ form: 'blocks', wellFormed: index < share }));
}

/** The client, the loop, the parsers, the sandbox, the tests: all real; the model's words come from a script. */
describe('agent: small tasks in four languages, solved end to end (scripted models, no AI)', function () {
  this.timeout(120_000);
  let folder = '';

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gavel-solve-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  const names = ['js', 'ts', 'py', 'cpp'].flatMap((language) =>
    ['0', '1', '2', '3'].map((index) => ({ language, index: Number(index) })),
  );

  for (const { language, index } of names) {
    for (const [shift, protocol] of protocols.entries()) {
      const form = forms[(index + shift) % forms.length] ?? 'blocks';
      it(`${language} task ${index + 1}, ${protocol} calls, ${form}`, async () => {
        const all = (await readdir(fixtures)).filter((name) => name.startsWith(`${language}-`)).sort();
        await solve(all[index] ?? '', protocol, form);
      });
    }
  }

  async function solve(name: string, protocol: 'native' | 'text', form: EditForm): Promise<void> {
    const task = JSON.parse(await readFile(join(fixtures, name, 'task.json'), 'utf8')) as FixtureTask;
    const workspaceRoot = join(folder, name);
    await cp(join(fixtures, name, 'workspace'), workspaceRoot, { recursive: true });
    const made = await createSandbox({
      workspaceRoot,
      sandboxesFolder: join(folder, 'sandboxes'),
      openBuffers: new Map(),
      signal: new AbortController().signal,
    });
    assert.equal(made.kind, 'ready');
    const solution = await readFile(join(fixtures, name, 'solution', task.path), 'utf8');
    const before = await readFile(join(workspaceRoot, task.path), 'utf8');
    assert.equal((await check(made.tree, task)).verdict, 'failed', 'the test is red before the work');
    const edit = scriptedEdit(form, task, before, solution);
    const { outcome, steps } = await work(made.tree, task, protocol, { form, edit });
    const problems = steps.filter(({ kind }) => kind === 'problem').map(({ title, detail }) => `${title}: ${detail}`);
    assert.equal(outcome.end, 'finished', `${outcome.message}\n${problems.join('\n')}`);
    assert.equal(outcome.lastCheck?.verdict, 'passed', steps.map(({ detail }) => detail).join('\n'));
    assert.equal(problems.length, protocol === 'text' ? 1 : 0, problems.join('\n'));
    assert.equal(outcome.learned.protocol, protocol);
    assert.deepEqual([...new Set(outcome.learned.edits)], [...outcome.learned.edits]);
    assert.ok(outcome.learned.edits.every((note) => note.form === form && note.wellFormed));
    const touched = await made.tree.touched();
    assert.deepEqual(
      touched.map(({ path }) => path),
      [task.path],
    );
    assert.equal(touched[0]?.current?.toString('utf8'), solution);
    assert.equal(await readFile(join(workspaceRoot, task.path), 'utf8'), before, 'the workspace is as it was');
  }

  function check({ root, workspaceRoot }: SandboxTree, task: FixtureTask): Promise<CheckResult> {
    const argv = task.check.map((argument) => (argument === '<tsx>' ? tsx : argument));
    return runCheck(
      { argv, cwd: root, workspaceRoot, timeoutMs: 60_000, maxOutputBytes: 64 * 1024 },
      { signal: new AbortController().signal },
      { kind: 'unconfined', reason: 'a test' },
    );
  }

  async function work(
    sandbox: SandboxTree,
    task: FixtureTask,
    protocol: 'native' | 'text',
    { form, edit }: { readonly form: EditForm; readonly edit: ReturnType<typeof scriptedEdit> },
  ): Promise<{ outcome: AgentOutcome; steps: readonly AgentStep[] }> {
    const server = await startScriptedServer(protocol, task.path, edit);
    const steps: AgentStep[] = [];
    try {
      const endpoint = { id: 'e', name: 'Scripted', baseUrl: server.baseUrl, models: [{ id: 'm' }] };
      const models = createOpenAiModels({ endpoints: [endpoint], keys: { keyFor: () => Promise.resolve(undefined) } });
      const outcome = await runAgent({
        bidder: bidder(),
        systemText,
        taskText: await buildTaskText(
          { id: 't', title: task.text, text: task.text, anchors: [{ path: task.path }], check: task.check },
          sandbox.listFiles(),
          (path) => readFile(join(sandbox.root, path), 'utf8'),
        ),
        plan: `Repair ${task.functionName} in ${task.path}, then run the check.`,
        sandbox,
        models,
        runCheck: () => check(sandbox, task),
        habits: { edits: recordFor(form) },
        limits: { maxTurns: 10, maxOutputTokensPerTurn: 4096, maxSeconds: 100 },
        signal: new AbortController().signal,
        onStep: (step) => steps.push(step),
      });
      return { outcome, steps };
    } finally {
      await server.close();
    }
  }
});
