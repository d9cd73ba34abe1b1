import * as vscode from 'vscode';
import { parseModelPath } from '../sandbox/modelPath';
import type { CodeSymbol } from './edits/outline';
import type { CodeProblem, LanguagePort } from './languagePort';

/** A language server that is still starting is not waited for. */
const patienceMs = 2000;

/** Kinds that a whole-function edit may replace. */
const kinds: ReadonlyMap<vscode.SymbolKind, string> = new Map([
  [vscode.SymbolKind.Function, 'function'],
  [vscode.SymbolKind.Method, 'method'],
  [vscode.SymbolKind.Constructor, 'constructor'],
  [vscode.SymbolKind.Class, 'class'],
  [vscode.SymbolKind.Interface, 'interface'],
  [vscode.SymbolKind.Struct, 'struct'],
  [vscode.SymbolKind.Enum, 'enum'],
]);

const severities = ['error', 'warning', 'information', 'hint'] as const;

/** What VS Code's language servers know of a workspace folder, for text that is the same there. */
export function languageOf(folder: vscode.Uri): LanguagePort {
  return {
    symbols: async (path, text, signal) => {
      const document = await sameDocument(folder, path, text);
      if (document === undefined || signal.aborted) return undefined;
      const asked = vscode.commands.executeCommand<readonly unknown[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        document.uri,
      );
      const found = await within(patienceMs, asked);
      const symbols = found?.filter(isDocumentSymbol).flatMap(withChildren) ?? [];
      return symbols.length === 0 ? undefined : symbols;
    },
    problems: async (file) => {
      if (file === undefined) {
        const all = vscode.languages.getDiagnostics();
        return all.flatMap(([uri, problems]) => problemsOf(folder, uri, problems));
      }
      const document = await sameDocument(folder, file.path, file.text);
      if (document === undefined) return undefined;
      return problemsOf(folder, document.uri, vscode.languages.getDiagnostics(document.uri));
    },
  };
}

/** The workspace's own document, when it reads like `text`; line ends do not matter. No path leads out of the folder. */
async function sameDocument(folder: vscode.Uri, path: string, text: string): Promise<vscode.TextDocument | undefined> {
  const inside = parseModelPath(path);
  if (inside.kind !== 'path') return undefined;
  try {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, inside.path));
    const same = document.getText().replaceAll('\r\n', '\n') === text.replaceAll('\r\n', '\n');
    return same ? document : undefined;
  } catch {
    return undefined;
  }
}

async function within<T>(milliseconds: number, work: Thenable<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** What the command gives is of no exported class; symbols of the older, flat kind say nothing of ranges and children. */
function isDocumentSymbol(symbol: unknown): symbol is vscode.DocumentSymbol {
  return typeof symbol === 'object' && symbol !== null && 'range' in symbol && 'children' in symbol;
}

function withChildren({ name, kind, range, children }: vscode.DocumentSymbol): readonly CodeSymbol[] {
  const word = kinds.get(kind) ?? (range.isSingleLine ? undefined : 'value');
  const bare = name.replace(/\(.*$/u, '');
  const own = { name: bare, kind: word ?? '', startLine: range.start.line + 1, endLine: range.end.line + 1 };
  return [...(word === undefined ? [] : [own]), ...children.flatMap(withChildren)];
}

function problemsOf(
  folder: vscode.Uri,
  uri: vscode.Uri,
  problems: readonly vscode.Diagnostic[],
): readonly CodeProblem[] {
  const prefix = `${folder.path.replace(/\/$/u, '')}/`;
  if (uri.scheme !== folder.scheme || !uri.path.startsWith(prefix)) return [];
  const path = uri.path.slice(prefix.length);
  return problems.map(({ range, severity, message }) => ({
    path,
    line: range.start.line + 1,
    severity: severities[severity],
    message,
  }));
}
