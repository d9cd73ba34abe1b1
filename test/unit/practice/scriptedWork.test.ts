import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { workPrompt } from '../../../src/agent/agentPrompt';
import { moves, phasePrompt } from '../../../src/auction/prompts';
import { practiceModels } from '../../../src/practice/practiceModels';
import { practiceTasks, recogniseTask } from '../../../src/practice/practiceTasks';
import { type PracticeServer, startPracticeServer } from '../../../src/practice/practiceServer';
import { copyPracticeWorkspace } from '../../../src/practice/practiceWorkspace';
import { focusTimeTask } from '../../../src/practice/scripts/focusTime';
import { printQueueTask } from '../../../src/practice/scripts/printQueue';
import { clientFor, extensionRoot, inTempFolder, runAttempt, runTaskCheck, sharedText } from './practiceHarness';

const solvers = {
  easy: ['qwen3-4b', 'qwen3-8b', 'qwen3-14b', 'qwen3-32b'],
  medium: ['qwen3-8b', 'qwen3-14b', 'qwen3-32b'],
  hard: ['qwen3-32b'],
};

describe('practice/scriptedWork', function () {
  this.timeout(60_000);
  let server: PracticeServer;

  before(async () => {
    server = await startPracticeServer({ paceMs: 0 });
  });

  after(() => server.close());

  for (const task of practiceTasks) {
    it(`the ${task.difficulty} task is red before any work`, () =>
      inWorkspace(async (workspace) => {
        const { exitCode, output } = await runTaskCheck(workspace, task);
        assert.equal(exitCode, 1);
        assert.doesNotMatch(output, /SyntaxError|Cannot find module/u);
      }));

    for (const { id } of practiceModels) {
      const solves = solvers[task.difficulty].includes(id);
      it(`${id} ${solves ? 'turns' : 'does not turn'} the ${task.difficulty} task green`, () =>
        inWorkspace(async (workspace) => {
          const seen = await runAttempt(server.baseUrl, id, task, workspace);
          const { exitCode, output } = await runTaskCheck(workspace, task);
          assert.equal(exitCode, solves ? 0 : 1, output);
          assert.doesNotMatch(output, /SyntaxError|Cannot find module/u);
          assert.equal(task.bidders[id].solves, solves);
          assert.equal(seen.tools[0], 'read_file');
          assert.deepEqual(seen.checks, solves ? [0] : [1, 1]);
          if (!solves) assert.match(seen.lastText, /stop here|not solved/u);
          const source = await readFile(join(workspace, task.sourcePath), 'utf8');
          assert.doesNotMatch(source, /Wrong today/u);
        }));
    }
  }

  it('mentions a failed earlier attempt and does the same work', async () => {
    const firstTurn = async (failedLog?: string) => {
      const taskText = await sharedText(printQueueTask);
      const { text: plan } = printQueueTask.bidders['qwen3-32b'].plan;
      const rest = { taskText, plan, toolSection: 'Tools are offered.', hasCheck: true };
      const answer = await clientFor(server.baseUrl).chat.completions.create({
        model: 'qwen3-32b',
        messages: [{ role: 'user', content: workPrompt({ ...rest, ...(failedLog !== undefined && { failedLog }) }) }],
        tools: [{ type: 'function', function: { name: 'read_file' } }],
      });
      return answer.choices[0]!.message;
    };
    const alone = await firstTurn();
    const after = await firstTurn('not ok 5 - waits for running jobs\nformatFocusTime');
    assert.doesNotMatch(alone.content!, /earlier attempt/u);
    assert.equal(after.content, `An earlier attempt failed; I have seen the end of its log. ${alone.content!}`);
    assert.deepEqual(after.tool_calls, alone.tool_calls);
  });

  it('leaves the check out where none is offered', async () => {
    const source = await sharedText(focusTimeTask);
    const answer = await clientFor(server.baseUrl).chat.completions.create({
      model: 'qwen3-8b',
      messages: [
        { role: 'user', content: phasePrompt(source, moves.work) },
        { role: 'assistant', content: 'read' },
        { role: 'user', content: source },
        { role: 'assistant', content: 'edit' },
        { role: 'user', content: 'Edited.' },
      ],
      tools: [{ type: 'function', function: { name: 'edit_file' } }],
    });
    assert.equal(answer.choices[0]!.finish_reason, 'stop');
  });

  it('changes nothing when the file is not the one it was written for', () =>
    inWorkspace(async (workspace) => {
      await runAttempt(server.baseUrl, 'qwen3-8b', focusTimeTask, workspace);
      const again = await runAttempt(server.baseUrl, 'qwen3-8b', focusTimeTask, workspace);
      assert.deepEqual(again.tools, ['read_file']);
      assert.match(again.lastText, /changed nothing/u);
    }));

  it('knows a task by function, source or test file, the first mark deciding', () => {
    assert.equal(recogniseTask('Fix formatFocusTime.\n\nFiles: src/labelRow.js, src/printQueue.js'), focusTimeTask);
    assert.equal(recogniseTask('make test/printQueue.test.js pass'), printQueueTask);
    assert.equal(recogniseTask('src/queue.js: add a limit'), undefined);
  });

  async function inWorkspace(use: (workspace: string) => Promise<void>): Promise<void> {
    await inTempFolder(async (folder) => {
      const workspace = join(folder, 'tidy-desk');
      assert.equal((await copyPracticeWorkspace(extensionRoot, workspace)).kind, 'ready');
      await use(workspace);
    });
  }
});
