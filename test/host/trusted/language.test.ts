import assert from 'node:assert/strict';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { languageOf } from '../../../src/agent/languageVscode';
import { fileUri, workspaceFolder } from '../support/gavel';

const source = [
  'export class Cart {',
  '  total(): number {',
  '    const sum: number = "none";',
  '    return sum;',
  '  }',
  '}',
  '',
  'export function label(cart: Cart): string {',
  '  return `${cart.total()}`;',
  '}',
  '',
].join('\n');

/** The language server is VS Code's own for TypeScript, over a file of the open folder. */
describe('host/language', function () {
  this.timeout(120_000);
  const path = 'src/cart.ts';
  const { signal } = new AbortController();
  const { fsPath } = fileUri(path);

  before(async () => {
    await writeFile(fsPath, source);
    await vscode.window.showTextDocument(fileUri(path));
    await reported();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await rm(fsPath);
  });

  /** Until the server has looked at the file; it starts with the first editor. */
  async function reported(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (vscode.languages.getDiagnostics(fileUri(path)).length === 0) return;
        listener.dispose();
        resolve();
      };
      const listener = vscode.languages.onDidChangeDiagnostics(look);
      look();
    });
  }

  it('tells classes, methods and functions with their lines', async () => {
    const symbols = await languageOf(workspaceFolder().uri).symbols(path, source, signal);
    assert.deepEqual(
      symbols?.filter(({ kind }) => kind !== 'value' && kind !== ''),
      [
        { name: 'Cart', kind: 'class', startLine: 1, endLine: 6 },
        { name: 'total', kind: 'method', startLine: 2, endLine: 5 },
        { name: 'label', kind: 'function', startLine: 8, endLine: 10 },
      ],
    );
  });

  it('tells the problems of one file and of all, with line, severity and path', async () => {
    const language = languageOf(workspaceFolder().uri);
    const [problem, ...others] = (await language.problems({ path, text: source })) ?? [];
    assert.deepEqual([problem?.path, problem?.line, problem?.severity, others.length], [path, 3, 'error', 0]);
    assert.match(problem?.message ?? '', /not assignable to type 'number'/u);
    assert.ok((await language.problems(undefined))?.some((one) => one.path === path && one.line === 3));
  });

  it('knows a text with other line ends, and none that differs from the workspace', async () => {
    const language = languageOf(workspaceFolder().uri);
    assert.ok(await language.symbols(path, source.replaceAll('\n', '\r\n'), signal));
    const changed = source.replace('"none"', '0');
    assert.equal(await language.symbols(path, changed, signal), undefined);
    assert.equal(await language.problems({ path, text: changed }), undefined);
  });

  it('opens nothing outside the folder: no sandbox, no neighbour, no missing file', async () => {
    const outside = join(workspaceFolder().uri.fsPath, '..', 'gavel-language-outside.ts');
    await writeFile(outside, source);
    try {
      const language = languageOf(workspaceFolder().uri);
      for (const name of [
        '../gavel-language-outside.ts',
        outside,
        'src/none.ts',
        'src/../../gavel-language-outside.ts',
      ]) {
        assert.equal(await language.symbols(name, source, signal), undefined, name);
        assert.equal(await language.problems({ path: name, text: source }), undefined, name);
      }
      const open = vscode.workspace.textDocuments.map((document) => document.uri.fsPath);
      assert.ok(!open.includes(outside), 'no document of it was made');
    } finally {
      await rm(outside);
    }
  });

  it('leaves the file as it is', async () => {
    assert.equal(await readFile(fsPath, 'utf8'), source);
  });
});
