import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/run/runEvents';
import { initialRun, reduceRun } from '../../../src/run/runState';
import type { Confinement } from '../../../src/sandbox/confinement';
import { checkHeader } from '../../../src/views/checkHeader';
import { panelOf } from '../../../src/views/panelModel';
import type { TaskModel } from '../../../src/views/protocol';

/** What panel and terminal say about the copy and the check in it. */
describe('views: how the check runs', () => {
  function taskAfter(events: readonly RunEvent[], confinement?: Confinement): TaskModel | null {
    const task = { ...initialRun.task, title: 'Fix', check: ['npm', 'test'] };
    const start = { ...initialRun, runId: 'run', task, ...(confinement && { confinement }) };
    return panelOf(events.reduce(reduceRun, start)).task;
  }

  it('case 131: the panel counts the files of the copy until it is there, also without a check', () => {
    const copying = { type: 'copyProgressed', copiedFiles: 12_000, totalFiles: 50_000 } as const;
    const text = 'copying the workspace: 12,000 of 50,000 files';
    assert.deepEqual(taskAfter([copying])?.baseline, { state: 'copying', text });
    assert.equal(taskAfter([copying, { type: 'sandboxReady', fileCount: 50_000 }])?.baseline.state, 'waiting');
    const ended = { type: 'ended', end: 'cancelled', message: '', canUndo: false } as const;
    assert.notEqual(taskAfter([copying, ended])?.baseline.state, 'copying');
    const unchecked = { ...initialRun, runId: 'run' };
    assert.equal(panelOf(reduceRun(unchecked, copying)).task?.baseline.text, text);
  });

  it('says where nothing confines the check, and where confinement cannot bound its processes', () => {
    const tools = { prlimit: '/usr/bin/prlimit' };
    assert.equal(taskAfter([], { kind: 'unconfined', reason: '' })?.confinementNote, 'not confined');
    assert.equal(taskAfter([], { kind: 'confined', bwrap: '/x' })?.confinementNote, 'process limits not enforced');
    assert.equal(taskAfter([], { kind: 'confined', bwrap: '/x', tools })?.confinementNote, '');
  });

  it('case 139: the terminal names the exact command and the folder it works in, and neither can break out of its line', () => {
    const header = checkHeader('before any work; not confined', {
      argv: ['node', '-e', 'a b'],
      cwd: '/copies/one/tree',
    });
    assert.match(header, /\$ node -e "a b".*\(before any work; not confined\)\n.*in \/copies\/one\/tree/u);
    const hostile = checkHeader('x', { argv: ['a\u001b[2J'], cwd: '/w\u001b]0;x\u0007\n$ safe' });
    assert.equal(hostile.split('\n').length, 3);
    assert.doesNotMatch(hostile.replaceAll(/\u001b\[[0-2]m/gu, ''), /[\u0000-\u0009\u000b-\u001f]/u);
  });
});
