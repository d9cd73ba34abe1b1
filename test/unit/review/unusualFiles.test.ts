import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { editFileTool } from '../../../src/agent/tools/editFile';
import { readFileTool } from '../../../src/agent/tools/readFile';
import type { ToolContext, ToolResult } from '../../../src/agent/tools/tool';
import { applyChanges } from '../../../src/review/applyChanges';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { proposeChanges } from '../../../src/review/proposeChanges';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import { temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';

const mebibyte = 1024 * 1024;
const half = 'x'.repeat(10 * mebibyte);
const picture = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0xff]);
const notebook = JSON.stringify({ cells: [{ cell_type: 'code', source: ['print(1)\n'] }], nbformat: 4 }, undefined, 1);

/** Files that are no usual text, by the tools of an agent, in the proposal and in the accept. */
describe('review/unusual files', function () {
  this.timeout(60_000);
  let place: TemporaryWorkspace;
  let tree: SandboxTree;

  before(async () => {
    place = await temporaryWorkspace();
    place.write('picture.png', picture);
    place.write('work.ipynb', notebook);
    place.write('line.txt', `${half}OLD${half}`);
    place.write('large.txt', Buffer.alloc(50 * mebibyte, 'line of text\n'));
    tree = await place.sandbox();
  });
  after(async () => {
    await tree.dispose();
    await place.remove();
  });

  async function edit(path: string, search: string, replace: string): Promise<ToolResult> {
    const call = editFileTool.prepare({ path, blocks: [{ search, replace }] });
    assert.ok(call.kind === 'ready');
    return call.run({ sandbox: tree, signal: new AbortController().signal } as ToolContext);
  }

  async function read(path: string): Promise<ToolResult> {
    const call = readFileTool.prepare({ path });
    assert.ok(call.kind === 'ready');
    return call.run({ sandbox: tree, signal: new AbortController().signal } as ToolContext);
  }

  it('case 100: a picture and a text of 50 MB are refused with the reason, and stay as they are', async () => {
    for (const [path, reason] of [
      ['picture.png', /is a binary file, so the tools can neither show nor edit it/u],
      ['large.txt', /larger than 32 MiB/u],
    ] as const) {
      for (const result of [await read(path), await edit(path, 'line', 'LINE')]) {
        assert.equal(result.ok, false);
        assert.match(result.text, reason);
      }
    }
    assert.deepEqual(await tree.touched(), []);
  });

  it('case 100: a line of 20 MB is shown cut, and with a notebook edited, proposed and accepted like any text', async () => {
    const shown = await read('line.txt');
    assert.ok(shown.text.length < 10_000);
    assert.match(shown.text, /\[the line goes on\]/u);
    assert.equal((await edit('line.txt', 'OLD', 'NEW')).ok, true);
    assert.equal((await edit('work.ipynb', 'print(1)', 'print(2)')).ok, true);
    const changes = proposeChanges(await tree.touched());
    assert.deepEqual(
      changes.map(({ path }) => path),
      ['line.txt', 'work.ipynb'],
    );
    const journalFolder = join(place.base, 'journals');
    await applyChanges({ changes, runId: 'run', workspaceRoot: place.root, port: filesApplyPort(), journalFolder });
    assert.ok(readFileSync(join(place.root, 'line.txt'), 'utf8') === `${half}NEW${half}`);
    assert.equal(readFileSync(join(place.root, 'work.ipynb'), 'utf8'), notebook.replace('print(1)', 'print(2)'));
    assert.ok(readFileSync(join(place.root, 'picture.png')).equals(picture));
  });
});
