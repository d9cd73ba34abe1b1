import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nullLanguage } from '../../../src/agent/languagePort';
import { walkSearch } from '../../../src/agent/search/walkSearch';
import type { ToolContext, ToolResult } from '../../../src/agent/tools/tool';
import { createToolbox, prepareCall } from '../../../src/agent/tools/toolbox';
import type { CheckResult } from '../../../src/sandbox/check';
import type { FolderTree } from './folderTree';
import { createFolderTree } from './folderTree';
import { toolCall } from './scriptedModel';

const toolbox = createToolbox({ hasCheck: true });
const failedCheck: CheckResult = {
  verdict: 'failed',
  exitCode: 1,
  output: 'head\n' + 'x'.repeat(50_000) + '\ntail',
  durationMs: 5,
  message: 'The check ended with exit code 1.',
  confined: false,
};

describe('agent/tools', function () {
  this.timeout(20_000);
  let tree: FolderTree;
  let context: ToolContext;

  beforeEach(async () => {
    const long = Array.from({ length: 1000 }, (_, index) => `line ${index + 1}`).join('\n');
    tree = await createFolderTree({
      'src/slug.js': 'export const slug = (text) => text;\n',
      'src/bom.txt': Buffer.from('\ufeffone\r\ntwo\r\n', 'utf8'),
      'src/latin1.txt': Buffer.from('caf\xe9\n', 'latin1'),
      'src/utf16.txt': Buffer.from('\ufeffone\n', 'utf16le'),
      'docs/long.txt': long,
      'README.md': '# Slugs\nMakes a SLUG of a text.\n',
      'empty.txt': '',
    });
    context = { sandbox: tree, language: nullLanguage, search: walkSearch, signal: new AbortController().signal };
  });

  afterEach(() => tree.dispose());

  async function run(name: string, args: unknown, using = context): Promise<ToolResult> {
    const prepared = prepareCall(toolbox, toolCall(name, args));
    assert.equal(prepared.kind, 'ready', prepared.kind === 'refused' ? prepared.reason : '');
    return prepared.run(using);
  }

  function refusalOf(name: string, args: unknown): string {
    const prepared = prepareCall(toolbox, toolCall(name, args));
    assert.ok(prepared.kind === 'refused', 'the call should be refused');
    return prepared.reason;
  }

  it('lists all files, or those of a folder', async () => {
    assert.match((await run('list_files', {})).text, /^README\.md\ndocs\/long\.txt\n/);
    const some = await run('list_files', { folder: './src/' });
    assert.equal(some.text, 'src/bom.txt\nsrc/latin1.txt\nsrc/slug.js\nsrc/utf16.txt');
    assert.equal((await run('list_files', { folder: 'sr' })).text, 'There are no files here.');
  });

  it('caps a long list and says so', async () => {
    const many = await createFolderTree(Object.fromEntries(Array.from({ length: 600 }, (_, n) => [`f/${n}.txt`, ''])));
    const listed = await run('list_files', {}, { ...context, sandbox: many });
    await many.dispose();
    assert.match(listed.text, /… 100 more files; name a folder/);
  });

  it('reads with line numbers', async () => {
    const result = await run('read_file', { path: 'src/slug.js' });
    assert.equal(result.text, 'src/slug.js, lines 1-1 of 1:\n1 | export const slug = (text) => text;');
    assert.equal(result.title, 'Read src/slug.js');
  });

  it('reads a range, caps at 400 lines and tells how to read on', async () => {
    const range = await run('read_file', { path: 'docs/long.txt', startLine: 10, endLine: 11 });
    assert.equal(range.text, 'docs/long.txt, lines 10-11 of 1000:\n10 | line 10\n11 | line 11');
    const capped = await run('read_file', { path: 'docs/long.txt' });
    assert.match(capped.text, /\n400 \| line 400\n… cut here; read on with startLine 401\.$/);
    assert.equal((await run('read_file', { path: 'docs/long.txt', startLine: 1001 })).ok, false);
    assert.equal((await run('read_file', { path: 'docs/long.txt', startLine: 5, endLine: 4 })).ok, false);
    assert.equal((await run('read_file', { path: 'empty.txt' })).text, 'empty.txt is empty.');
  });

  it('caps long lines by characters, too', async () => {
    const wide = await createFolderTree({ 'wide.txt': `${'w'.repeat(100_000)}\n`.repeat(30) });
    const result = await run('read_file', { path: 'wide.txt' }, { ...context, sandbox: wide });
    await wide.dispose();
    assert.ok(result.text.length < 26_000);
    assert.match(result.text, /read on with startLine 13\.$/);
  });

  it('keeps the encoding of a file, and refuses letters that it may not have', async () => {
    const change = (path: string, search: string, replace: string): Promise<ToolResult> =>
      run('edit_file', { path, blocks: [{ search, replace }] });
    assert.equal((await change('src/latin1.txt', 'caf', 'big caf')).ok, true);
    assert.deepEqual(await readFile(join(tree.root, 'src/latin1.txt')), Buffer.from('big caf\xe9\n', 'latin1'));
    assert.match((await change('src/latin1.txt', 'big', 'größer')).text, /only plain ASCII text can be added/);
    assert.equal((await change('src/utf16.txt', 'one', 'größer')).ok, true);
    assert.deepEqual(await readFile(join(tree.root, 'src/utf16.txt')), Buffer.from('\ufeffgrößer\n', 'utf16le'));
  });

  it('says in a sentence that a file is missing or outside', async () => {
    assert.match((await run('read_file', { path: 'nope.js' })).text, /no file nope\.js/);
    assert.match((await run('read_file', { path: '../outside' })).text, /leaves the project/);
  });

  it('searches literally, ignoring case, and skips what is no text', async () => {
    const result = await run('search', { text: 'slug' });
    assert.equal(
      result.text,
      'README.md:1: # Slugs\nREADME.md:2: Makes a SLUG of a text.\nsrc/slug.js:1: export const slug = (text) => text;',
    );
    assert.equal((await run('search', { text: 'sl.g' })).text, 'No line contains this text.');
    assert.match((await run('search', { text: 'slug', folder: 'src' })).text, /^src\/slug\.js:1/);
    assert.equal((await run('search', { text: 'a\nb' })).ok, false);
  });

  it('caps hits and says so', async () => {
    const result = await run('search', { text: 'line' });
    assert.equal(result.text.split('\n').length, 21);
    assert.match(result.text, /there are more hits/);
  });

  it('edits by blocks and keeps the byte order mark and line ends', async () => {
    const result = await run('edit_file', { path: 'src/bom.txt', blocks: [{ search: 'one\ntwo', replace: '1\n2' }] });
    assert.equal(result.title, 'Edited src/bom.txt, 1 block');
    assert.equal(result.changedFiles, true);
    assert.equal(await readFile(join(tree.root, 'src/bom.txt'), 'utf8'), '\ufeff1\r\n2\r\n');
  });

  it('writes the good blocks and returns the bad one', async () => {
    const blocks = [
      { search: 'Slugs', replace: '$& Slugs' },
      { search: 'absent', replace: 'x' },
    ];
    const result = await run('edit_file', { path: 'README.md', blocks });
    assert.equal(result.title, 'Edited README.md, 1 of 2 blocks');
    assert.equal(result.ok, false);
    assert.match(result.text, /Block 2: refused\./);
    assert.match(result.text, /Send only the refused blocks again\./);
    assert.equal(await readFile(join(tree.root, 'README.md'), 'utf8'), '# $& Slugs\nMakes a SLUG of a text.\n');
  });

  it('does not write when no block applies, nor after a stop', async () => {
    const bad = await run('edit_file', { path: 'README.md', blocks: [{ search: 'absent', replace: 'x' }] });
    assert.deepEqual([bad.ok, bad.changedFiles, bad.title], [false, false, 'Could not edit README.md']);
    const stopped = { ...context, signal: AbortSignal.abort() };
    assert.equal(
      (await run('edit_file', { path: 'README.md', blocks: [{ search: '#', replace: '##' }] }, stopped)).ok,
      false,
    );
    assert.equal((await run('create_file', { path: 'new.js', content: 'x' }, stopped)).ok, false);
    assert.equal((await run('delete_file', { path: 'README.md' }, stopped)).ok, false);
    assert.deepEqual(await tree.touched(), []);
  });

  it('creates a file, refuses one that exists, and deletes', async () => {
    assert.equal((await run('create_file', { path: 'new/a.js', content: 'a\n' })).title, 'Created new/a.js');
    assert.equal(await readFile(join(tree.root, 'new/a.js'), 'utf8'), 'a\n');
    const again = await run('create_file', { path: 'new/a.js', content: 'b\n' });
    assert.match(again.text, /exists already; change it with edit_file/);
    assert.equal(await readFile(join(tree.root, 'new/a.js'), 'utf8'), 'a\n');
    assert.equal((await run('delete_file', { path: 'new/a.js' })).title, 'Deleted new/a.js');
    assert.equal(existsSync(join(tree.root, 'new/a.js')), false);
    assert.equal((await run('delete_file', { path: 'new/a.js' })).ok, false);
  });

  it('runs the check it was given and shows head and tail of its output', async () => {
    const result = await run('run_check', {}, { ...context, runCheck: () => Promise.resolve(failedCheck) });
    assert.equal(result.title, 'Check failed, exit code 1');
    assert.equal(result.check, failedCheck);
    assert.match(result.text, /^The check ended with exit code 1\.\nVerdict: failed, exit code 1\.\n```\nhead\n/);
    assert.match(result.text, /characters left out/);
    assert.match(result.text, /\ntail\n```$/);
    assert.ok(result.text.length < 9000);
  });

  it('is without run_check when the task has none', () => {
    assert.match(
      (prepareCall(createToolbox({ hasCheck: false }), toolCall('run_check', {})) as { reason: string }).reason,
      /no tool "run_check"; the tools are list_files, /,
    );
  });

  it('refuses broken arguments with a sentence (case 21)', () => {
    for (const text of ['{', '{"path": "a",}', '{"path": NaN}', 'path=a']) {
      assert.match(refusalOf('read_file', text), /not valid JSON/);
    }
    assert.match(refusalOf('read_file', ''), /path must be present and of type string/);
    for (const text of ['[]', '"{\\"path\\": \\"a\\"}"', 'null', '3']) {
      assert.match(refusalOf('read_file', text), /the arguments must be present and of type object/);
    }
    assert.match(refusalOf('create_file', { path: 'a', content: 'x'.repeat(5_000_000) }), /too long/);
    assert.match(refusalOf('read_file', { path: 'a', startLine: 1.5 }), /startLine/);
    assert.match(refusalOf('edit_file', { path: 'a', blocks: [] }), /blocks is too small/);
    assert.match(
      refusalOf('edit_file', { path: 'a', blocks: [{ search: 'x' }] }),
      /blocks\.0\.replace must be present/,
    );
  });

  it('refuses __proto__ and constructor fields, and no prototype changes (case 21)', () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      assert.match(refusalOf('read_file', `{"path": "a", "${key}": {"polluted": true}}`), /may not hold/);
    }
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
    assert.match(refusalOf('__proto__', {}), /There is no tool/);
    assert.match(refusalOf('constructor', {}), /There is no tool/);
  });

  it('refuses extra fields, so that no call chooses command, folder or environment (case 55)', () => {
    for (const extra of ['cwd', 'working_directory', 'env', 'command', 'argv']) {
      assert.match(refusalOf('run_check', { [extra]: '; touch marker' }), new RegExp(`may not hold "${extra}"`));
      assert.match(refusalOf('read_file', { path: 'README.md', [extra]: 'x' }), /may not hold/);
    }
  });

  it('takes shell words as plain text (case 55)', async () => {
    const words = ['; touch marker', '$(touch marker)', '`touch marker`', '--output=marker', '-rf'];
    for (const word of words) {
      assert.equal((await run('read_file', { path: word })).ok, false);
      assert.equal((await run('search', { text: word })).text, 'No line contains this text.');
      assert.equal((await run('list_files', { folder: word })).text, 'There are no files here.');
    }
    assert.equal(existsSync(join(tree.root, 'marker')), false);
    assert.equal(existsSync('marker'), false);
  });

  it('describes every tool as a closed JSON object', () => {
    for (const tool of toolbox.values()) {
      assert.equal(tool.parameters['type'], 'object');
      assert.equal(tool.parameters['additionalProperties'], false);
      assert.equal(tool.parameters['$schema'], undefined);
    }
  });
});
