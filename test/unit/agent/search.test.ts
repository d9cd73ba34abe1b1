import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { findRipgrep } from '../../../src/agent/search/findRipgrep';
import { ripgrepSearch } from '../../../src/agent/search/ripgrepSearch';
import type { SearchOutcome, SearchPort, SearchQuery } from '../../../src/agent/search/searchPort';
import { walkSearch } from '../../../src/agent/search/walkSearch';
import type { FolderTree } from './folderTree';
import { createFolderTree } from './folderTree';

/** VS Code's folder of the offline installation, where there is one. */
const offline = process.env['GAVEL_VSCODE_HOME'] ?? join(__dirname, '../../../.vscode-offline');
const appRoot = join(offline, 'node_modules/code-server/lib/vscode');

describe('agent/search', function () {
  this.timeout(30_000);
  let tree: FolderTree;
  let outside: FolderTree;
  const ports: (readonly [string, SearchPort])[] = [['walker', walkSearch]];

  before(async () => {
    const executable = await findRipgrep(appRoot, '/nowhere');
    if (executable !== undefined) ports.push(['ripgrep', ripgrepSearch(executable)]);
  });

  beforeEach(async () => {
    outside = await createFolderTree({ 'keys.txt': 'needle outside\n' });
    tree = await createFolderTree({
      'a.js': 'const needle = 1;\nother();\nNEEDLE();\n',
      'b/c.js': 'x(needle42);\r\n',
      'b/--pre=x.js': 'needle\n',
      'node_modules/p/i.js': 'needle\n',
      '.hidden.js': 'needle\n',
      'ignored.js': 'needle\n',
      '.gitignore': 'ignored.js\n',
      'long.txt': `${'a'.repeat(5000)}!\n`,
    });
    await symlink(join(outside.root, 'keys.txt'), join(tree.root, 'link.js'));
  });

  afterEach(async () => {
    await tree.dispose();
    await outside.dispose();
  });

  function search(port: SearchPort, query: SearchQuery, signal = new AbortController().signal): Promise<SearchOutcome> {
    const paths = ['.hidden.js', 'a.js', 'b/--pre=x.js', 'b/c.js', 'long.txt'];
    const readText = async (path: string): Promise<string | undefined> => {
      const file = await tree.readFile(path);
      return file.kind === 'ok' ? file.value.toString('utf8') : undefined;
    };
    return port.search({ query, root: tree.root, paths, readText, maxHits: 10, signal });
  }

  it('finds the same lines with ripgrep and with the walker, by text and by pattern, and follows no link', async () => {
    const byText = [
      '.hidden.js:1: needle',
      'a.js:1: const needle = 1;',
      'a.js:3: NEEDLE();',
      'b/--pre=x.js:1: needle',
      'b/c.js:1: x(needle42);',
    ];
    for (const [name, port] of ports) {
      const found = await search(port, { kind: 'text', text: 'needle' });
      assert.ok(found.kind === 'found', name);
      assert.deepEqual(
        found.hits.map(({ path, line, text }) => `${path}:${line}: ${text}`),
        byText,
        name,
      );
      assert.equal(found.complete, true, name);
      const pattern = await search(port, { kind: 'pattern', text: 'needle\\d+' });
      assert.ok(pattern.kind === 'found', name);
      assert.deepEqual(
        pattern.hits.map(({ path }) => path),
        ['b/c.js'],
        name,
      );
      const literal = await search(port, { kind: 'text', text: 'needle\\d+' });
      assert.ok(literal.kind === 'found' && literal.hits.length === 0, name);
    }
  });

  it('takes a text that looks like an option as a text (case 55)', async () => {
    for (const [name, port] of ports) {
      const found = await search(port, { kind: 'text', text: '--pre=touch marker' });
      assert.deepEqual(found, { kind: 'found', hits: [], complete: true }, name);
    }
  });

  it('is not held up by a pattern that backtracks, is invalid, or is huge (case 45)', async () => {
    await writeFile(join(tree.root, 'a.js'), `${'a'.repeat(60)}!\n`);
    for (const [name, port] of ports) {
      const delay = monitorEventLoopDelay({ resolution: 5 });
      delay.enable();
      const beganMs = performance.now();
      const evil = await search(port, { kind: 'pattern', text: '^(a+)+$' });
      const tookMs = performance.now() - beganMs;
      delay.disable();
      assert.ok(tookMs < 8000, `${name} took ${tookMs} ms`);
      assert.ok(delay.max / 1e6 < 1000, `${name} blocked the host for ${delay.max / 1e6} ms`);
      assert.equal(evil.kind, name === 'walker' ? 'refused' : 'found');
      assert.equal((await search(port, { kind: 'pattern', text: '(unclosed' })).kind, 'refused', name);
      const huge = await search(port, { kind: 'pattern', text: '(?:x{1000}){1000}'.repeat(20) });
      assert.ok(['refused', 'found'].includes(huge.kind), name);
    }
  });

  it('ends with what it has when the work is stopped', async () => {
    for (const [name, port] of ports) {
      const stopped = await search(port, { kind: 'text', text: 'needle' }, AbortSignal.abort());
      assert.ok(stopped.kind === 'refused' || !stopped.complete || stopped.hits.length === 0, name);
    }
  });

  it('caps hits and says that there are more', async () => {
    await writeFile(join(tree.root, 'a.js'), 'needle\n'.repeat(500));
    for (const [name, port] of ports) {
      const found = await search(port, { kind: 'text', text: 'needle' });
      assert.ok(found.kind === 'found' && !found.complete && found.hits.length === 10, name);
    }
  });
});
