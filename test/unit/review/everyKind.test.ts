import assert from 'node:assert/strict';
import { chmodSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { renameFileTool } from '../../../src/agent/tools/renameFile';
import type { ToolContext } from '../../../src/agent/tools/tool';
import { applyChanges } from '../../../src/review/applyChanges';
import type { ApplyOutcome, ProposedChange } from '../../../src/review/change';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { undoLatestAccept } from '../../../src/review/journal';
import { proposeChanges } from '../../../src/review/proposeChanges';
import type { SandboxTree } from '../../../src/sandbox/sandboxTree';
import { hashTree, temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { makeLivelyRepository } from './livelyRepository';
import { change, contentOf } from './proposedChange';

/** One path of each kind that is protected, none of which is in the workspace. */
const protectedPaths = [
  ...['.git/hooks/post-checkout', '.git/x', 'sub/.git', '.vscode/tasks.json', 'x.code-workspace', '.idea/x.xml'],
  ...['.devcontainer/x.sh', 'devcontainer.json', '.github/workflows/x.yml', '.gitlab-ci.yml', '.husky/pre-commit'],
  ...[
    '.gitmodules',
    '.gitattributes',
    'sub/.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.envrc',
    '.mcp.json',
    '.cursor/rules/x',
  ],
  ...['.claude/settings.json', '.roo/x', '.clinerules', 'CLAUDE.md', 'sub/AGENTS.md', '.bashrc', '.zshrc', '.profile'],
];

/** Every kind of change that a bidder can make, from a real copy into a real repository and back. */
describe('review/every kind of change', () => {
  let place: TemporaryWorkspace;
  let journals: string;
  const port = filesApplyPort();

  beforeEach(async () => {
    place = await temporaryWorkspace();
    journals = join(place.base, 'journals');
    place.write('modified.txt', 'one\n');
    place.write('gone.txt', 'gone\n');
    place.write('moved.sh', '#!/bin/sh\n');
    place.write('edited.sh', '#!/bin/sh\n');
    place.write('plain.txt', 'plain\n');
    place.write('picture.bin', Buffer.from([0, 1, 2]));
    place.write('emptied.txt', 'not empty\n');
    place.write('thing', 'a file\n');
    place.write('real/linked.txt', 'linked\n');
    chmodSync(join(place.root, 'moved.sh'), 0o755);
    chmodSync(join(place.root, 'edited.sh'), 0o700);
    symlinkSync('real/linked.txt', join(place.root, 'alias.txt'));
    makeLivelyRepository(place);
  });
  afterEach(() => place.remove());

  function accept(changes: readonly ProposedChange[]): Promise<ApplyOutcome[]> {
    return applyChanges({ changes, runId: 'run', workspaceRoot: place.root, port, journalFolder: journals });
  }

  async function work(tree: SandboxTree): Promise<readonly ProposedChange[]> {
    const { signal } = new AbortController();
    const rename = async (path: string, newPath: string): Promise<void> => {
      const call = renameFileTool.prepare({ path, newPath });
      assert.ok(call.kind === 'ready');
      const result = await call.run({ sandbox: tree, signal } as ToolContext);
      assert.ok(result.ok, result.text);
    };
    const write = async (path: string, content: string | Buffer): Promise<void> => {
      const written = await tree.writeFile(path, Buffer.from(content as string));
      assert.equal(written.kind, 'ok', path);
    };
    await write('modified.txt', 'two\n');
    await write('added/deep/new.txt', 'new\n');
    await write('added/nothing.txt', '');
    await tree.deleteFile('gone.txt');
    await rename('moved.sh', 'bin/moved.sh');
    await rename('edited.sh', 'bin/edited.sh');
    await write('bin/edited.sh', '#!/bin/sh\necho edited\n');
    await rename('plain.txt', 'bin/plain.txt');
    await write('picture.bin', Buffer.from([0, 9]));
    await write('emptied.txt', '');
    await tree.deleteFile('thing');
    await write('thing/inside.txt', 'a folder now\n');
    await write('alias.txt', 'through the link\n');
    return proposeChanges(await tree.touched());
  }

  it('case 34: what is proposed under one name is not written under another, by a link that the copy does not have', async () => {
    place.write('packages/tool/bin/run', 'a tool\n');
    const before = contentOf(place.root);
    symlinkSync('packages/tool/bin', join(place.root, 'tools'));
    const outcomes = await accept([
      change('tools/run', 'a tool\n', 'evil\n'),
      change('tools/new', undefined, 'evil\n'),
    ]);
    for (const outcome of outcomes) {
      assert.equal(outcome.kind, 'refused', outcome.path);
      assert.match(
        outcome.reason,
        /a link leads from there to packages\/tool\/bin\/(?:run|new), and the copy had no such link/u,
      );
    }
    rmSync(join(place.root, 'tools'));
    assert.deepEqual(contentOf(place.root), before);
  });

  const modeOf = (path: string): number => statSync(join(place.root, path)).mode & 0o777;

  it('case 37: added, deleted, renamed, renamed and edited, binary, emptied, linked, a file that becomes a folder', async () => {
    const [before, git] = [contentOf(place.root), hashTree(join(place.root, '.git'))];
    const tree = await place.sandbox();
    const changes = await work(tree);
    assert.deepEqual(contentOf(place.root), before, 'nothing changes before accept');
    assert.deepEqual(
      changes.map(({ path, kind }) => `${kind} ${path}`),
      [
        'created added/deep/new.txt',
        'created added/nothing.txt',
        'created bin/edited.sh',
        'created bin/moved.sh',
        'created bin/plain.txt',
        'deleted edited.sh',
        'modified emptied.txt',
        'deleted gone.txt',
        'modified modified.txt',
        'deleted moved.sh',
        'modified picture.bin',
        'deleted plain.txt',
        'modified real/linked.txt',
        'deleted thing',
        'created thing/inside.txt',
      ],
    );
    for (const outcome of await accept(changes)) assert.equal(outcome.kind, 'applied', JSON.stringify(outcome));
    const after = contentOf(place.root);
    const expected = new Set([...changes.map(({ path }) => path), ...['added', 'added/deep', 'bin']]);
    const differing = Object.keys({ ...before, ...after }).filter((path) => before[path] !== after[path]);
    assert.deepEqual(new Set(differing), expected);
    assert.equal(hashTree(join(place.root, '.git')), git, 'not even a time in .git is another');
    assert.deepEqual([modeOf('bin/moved.sh'), modeOf('bin/edited.sh')], [0o755, 0o700], 'modes go along');
    assert.equal(modeOf('bin/plain.txt') & 0o111, 0);
    assert.equal(readFileSync(join(place.root, 'real/linked.txt'), 'utf8'), 'through the link\n');
    const undone = await undoLatestAccept(journals, port);
    assert.deepEqual(undone.kind === 'undone' && undone.refused, []);
    assert.deepEqual(contentOf(place.root), before);
    assert.equal(hashTree(join(place.root, '.git')), git);
  });

  it('case 37: a renamed file that may be run is said to run code', async () => {
    const changes = await work(await place.sandbox());
    const flagsOf = (path: string): readonly string[] => changes.find((one) => one.path === path)?.flags ?? [];
    assert.ok(flagsOf('bin/moved.sh').includes('runsCode'));
    assert.deepEqual(flagsOf('bin/plain.txt'), []);
  });

  it('case 37: a file in place of a folder, or below a file that stays, is refused in words and nothing is lost', async () => {
    place.write('folder/person.txt', 'mine\n');
    const before = contentOf(place.root);
    const tree = await place.sandbox();
    await tree.deleteFile('folder/person.txt');
    const overFolder = await tree.writeFile('folder', Buffer.from('a file\n'));
    assert.match(overFolder.kind === 'failed' ? overFolder.reason : '', /"folder" could not be used: it is a folder/u);
    const outcomes = await accept([
      change('folder', undefined, 'a file\n'),
      change('thing/inside.txt', undefined, 'a folder now\n'),
    ]);
    const reasons = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.kind));
    assert.match(reasons[0] ?? '', /It was left as it is: it is a folder/u);
    assert.match(reasons[1] ?? '', /a part of its path is not a folder/u);
    assert.deepEqual(contentOf(place.root), before);
  });

  it('case 37: a file that the person edited stays a file, and what should stand below it is refused', async () => {
    const changes = [change('thing', 'a file\n', undefined), change('thing/inside.txt', undefined, 'a folder now\n')];
    place.write('thing', 'mine now\n');
    const before = contentOf(place.root);
    const outcomes = await accept(changes);
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['refused', 'refused'],
    );
    assert.deepEqual(contentOf(place.root), before);
  });

  it('case 37: no protected path is created, modified, deleted or renamed by a bulk accept; git data never', async () => {
    const kept = ['.vscode/x.json', '.husky/pre-push', '.npmrc', 'AGENTS.md'];
    for (const path of kept) place.write(path, 'old\n');
    const before = contentOf(place.root);
    const bulk = [
      ...protectedPaths.map((path) => change(path, undefined, 'new\n')),
      ...kept.map((path) => change(path, 'old\n', 'new\n')),
      ...kept.map((path) => change(path, 'old\n', undefined)),
      { ...change('.husky/post-merge', undefined, 'old\n'), mode: 0o755 },
      change('.git/config', readFileSync(join(place.root, '.git/config')), 'x'),
      change('.git/HEAD', readFileSync(join(place.root, '.git/HEAD')), undefined),
    ];
    for (const outcome of await accept(bulk)) assert.equal(outcome.kind, 'refused', outcome.path);
    assert.deepEqual(contentOf(place.root), before);
    // Named one by one, as a person's own accept does: all but git's own data.
    const own = bulk.filter(({ kind }) => kind === 'created');
    const outcomes = await applyChanges({
      ...{ changes: own, runId: 'run', workspaceRoot: place.root, port, journalFolder: journals },
      sensitivePaths: own.map(({ path }) => path),
    });
    const isGit = (path: string): boolean => /(?:^|\/)\.git(?:\/|$)/u.test(path);
    for (const { kind, path } of outcomes) assert.equal(kind, isGit(path) ? 'refused' : 'applied', path);
    await undoLatestAccept(journals, port);
    assert.deepEqual(contentOf(place.root), before);
  });
});
