import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdTask } from '../../../src/run/holdTask';

describe('run/holdTask', function () {
  this.timeout(60_000);
  let folder: string;
  const task = { workspaceRoot: '/work/project', task: { text: 'Make it faster.', anchors: [{ path: 'a.js' }] } };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gavel-tasks-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('case 117: one owner a task; another task, another folder, and the same after its release are free', async () => {
    const release = await holdTask(folder, task);
    assert.ok(release);
    assert.equal(await holdTask(folder, task), undefined);
    for (const other of [
      { ...task, task: { ...task.task, text: 'Fix the sorting.' } },
      { ...task, task: { ...task.task, anchors: [{ path: 'b.js' }] } },
      { ...task, workspaceRoot: '/work/other' },
    ]) {
      (await holdTask(folder, other))?.();
      const again = await holdTask(folder, other);
      assert.ok(again);
      again();
    }
    const waiting = holdTask(folder, task);
    release();
    const next = await waiting;
    assert.ok(next, 'whoever waits a moment gets it');
    next();
  });

  it('case 117: another process keeps it while it lives, and no longer', async () => {
    const program = `require('tsx/cjs'); const { holdTask } = require('./src/run/holdTask.ts');
      holdTask(process.argv[1], JSON.parse(process.argv[2])).then((release) => { console.log(typeof release); setInterval(() => {}, 1000); });`;
    const child = spawn(process.execPath, ['-e', program, folder, JSON.stringify(task)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    assert.equal(said.toString().trim(), 'function');
    assert.equal(await holdTask(folder, task), undefined);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const release = await holdTask(folder, task);
    assert.ok(release);
    release();
  });
});
