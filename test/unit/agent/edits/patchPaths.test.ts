import assert from 'node:assert/strict';
import { applyDiffTool } from '../../../../src/agent/tools/applyDiff';
import type { ToolContext, ToolResult } from '../../../../src/agent/tools/tool';
import { proposeChanges } from '../../../../src/review/proposeChanges';
import type { SandboxTree } from '../../../../src/sandbox/sandboxTree';
import { temporaryWorkspace, type TemporaryWorkspace } from '../../sandbox/temporaryWorkspace';

const hunk = (from: string, to: string): string => `@@ -1 +1 @@\n-${from}\n+${to}\n`;
const diff = (from: string, to: string, body = hunk('one', 'two')): string => `--- ${from}\n+++ ${to}\n${body}`;

/** What a patch says about its file in several places, and the one file that the gate is asked about. */
describe('agent/edits: paths of a patch', () => {
  let place: TemporaryWorkspace;
  let tree: SandboxTree;
  beforeEach(async () => {
    place = await temporaryWorkspace();
    place.write('a.txt', 'one\n');
    place.write('b.txt', 'one\n');
    place.write('.git/config', 'one\n');
    place.write('.vscode/settings.json', 'one\n');
    tree = await place.sandbox();
  });
  afterEach(async () => {
    await tree.dispose();
    await place.remove();
  });

  async function apply(text: string, path?: string): Promise<ToolResult> {
    const call = applyDiffTool.prepare({ diff: text, ...(path !== undefined && { path }) });
    assert.ok(call.kind === 'ready');
    return call.run({ sandbox: tree, signal: new AbortController().signal } as ToolContext);
  }

  const touched = async (): Promise<readonly string[]> => (await tree.touched()).map(({ path }) => path);

  it('case 41: the lines --- and +++ name the file, whatever the header, the argument and later lines say', async () => {
    const header = 'diff --git a/b.txt b/.vscode/settings.json\nindex 1..2 100644\n';
    const { changedPaths } = await apply(`${header}${diff('a/a.txt', 'b/a.txt')}`, 'b.txt');
    assert.deepEqual(changedPaths, ['a.txt']);
    assert.deepEqual(await touched(), ['a.txt']);
  });

  it('case 41: every verb but add and update is refused in words, and so is a name that differs from side to side', async () => {
    const refusals: readonly (readonly [string, RegExp])[] = [
      [diff('a/a.txt', '/dev/null'), /Use delete_file/u],
      [diff('a/a.txt', 'b/c.txt'), /Use rename_file/u],
      [diff('a/a.txt', 'b/A.txt'), /Use rename_file/u],
      ['diff --git a/a.txt b/c.txt\nrename from a.txt\nrename to c.txt\n', /no hunk|holds no hunk/u],
      [diff('a/a.txt', '../outside/x.txt'), /Use rename_file/u],
    ];
    for (const [text, expected] of refusals) assert.match((await apply(text)).text, expected, text);
    assert.deepEqual(await touched(), []);
  });

  it('case 41: the gate refuses a path outside or in git data, and no repair makes another one of it', async () => {
    for (const path of ['../outside/x.txt', 'b/../../x', '/etc/x', '.git/config', '.GIT/config', 'x/../.git/config']) {
      for (const text of [diff(path, path), diff('/dev/null', path, '@@ -0,0 +1 @@\n+x\n')]) {
        const result = await apply(text);
        assert.equal(result.ok, false, path);
        assert.match(result.text, /not allowed/u, path);
      }
    }
    assert.deepEqual(await touched(), []);
  });

  it('case 41: of two parts for names of different case only that of the real file is changed', async () => {
    const result = await apply(`${diff('a/a.txt', 'b/a.txt')}${diff('a/A.TXT', 'b/A.TXT', hunk('two', 'three'))}`);
    assert.equal(result.ok, false, 'the second is said to be missing');
    assert.deepEqual(await touched(), ['a.txt']);
    const changed = await tree.readFile('a.txt');
    assert.equal(changed.kind === 'ok' && changed.value.toString(), 'two\n');
  });

  it('cases 37 and 41: a sensitive file that a patch reaches by a detour is proposed as sensitive', async () => {
    const path = './.vscode//settings.json';
    await apply(diff(path, path));
    const changes = proposeChanges(await tree.touched());
    assert.ok(
      changes.every(({ path: name, flags }) => name === '.vscode/settings.json' && flags.includes('sensitive')),
    );
  });
});
