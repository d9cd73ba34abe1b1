import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import type { ProposedChange } from '../review/change';

const scheme = 'gavel';

/** Read-only documents for both sides of a proposed change; the sandbox itself is never opened in an editor. */
export class ProposedDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly changes: () => { readonly runId: string; readonly changes: readonly ProposedChange[] },
  ) {}

  register(): vscode.Disposable {
    return vscode.Disposable.from(this.changed, vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { runId, changes } = this.changes();
    const change = changes.find(({ path }) => `/${path}` === uri.path);
    if (change === undefined || !uri.query.startsWith(`${runId}:`)) return '';
    const bytes = uri.query.endsWith(':base') ? change.base : change.proposed;
    if (bytes === undefined) return '';
    return change.flags.includes('binary') ? `(binary, ${bytes.length} bytes)` : shown(bytes);
  }
}

/** The two sides of a change, as documents. */
export function diffSides(runId: string, path: string): { readonly base: vscode.Uri; readonly proposed: vscode.Uri } {
  const side = (name: string): vscode.Uri => vscode.Uri.from({ scheme, path: `/${path}`, query: `${runId}:${name}` });
  return { base: side('base'), proposed: side('proposed') };
}

/** Line ends stay as VS Code has them; everything that could hide in a line is made visible. */
function shown(bytes: Buffer): string {
  return bytes.toString('utf8').split(/\r?\n/u).map(visibleText).join('\n');
}
