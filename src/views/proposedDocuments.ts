import * as vscode from 'vscode';
import { visibleText } from '../base/visibleText';
import { latinWords, markLookalikes } from '../review/lookalikes';
import type { ReviewedChange } from '../run/reviewedChange';

const scheme = 'gavel';

/** Read-only documents for both sides of a proposed change; the sandbox itself is never opened in an editor. */
export class ProposedDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly changes: () => { readonly runId: string; readonly changes: readonly ReviewedChange[] },
  ) {}

  register(): vscode.Disposable {
    return vscode.Disposable.from(this.changed, vscode.workspace.registerTextDocumentContentProvider(scheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    const { runId, changes } = this.changes();
    const reviewed = changes.find(({ change }) => `/${change.path}` === uri.path);
    if (reviewed === undefined || !uri.query.startsWith(`${runId}:`)) return '';
    const { change, conflict } = reviewed;
    if (uri.query.endsWith(':conflict')) return shown(conflict ?? '');
    const bytes = uri.query.endsWith(':base') ? change.base : change.proposed;
    if (bytes === undefined) return '';
    return change.flags.includes('binary') ? `(binary, ${bytes.length} bytes)` : shown(bytes.toString('utf8'));
  }
}

/** The path of the proposed change that a document shows; undefined for every other document. */
export function proposedPath(uri: vscode.Uri): string | undefined {
  return uri.scheme === scheme ? uri.path.slice(1) : undefined;
}

/** The sides of a change, as documents; `conflict` is empty until an accept met one. */
export function diffSides(
  runId: string,
  path: string,
): { readonly base: vscode.Uri; readonly proposed: vscode.Uri; readonly conflict: vscode.Uri } {
  const side = (name: string): vscode.Uri => vscode.Uri.from({ scheme, path: `/${path}`, query: `${runId}:${name}` });
  return { base: side('base'), proposed: side('proposed'), conflict: side('conflict') };
}

/** Line ends stay as VS Code has them; everything that could hide in a line, or pose as another letter, is made visible. */
function shown(text: string): string {
  const known = latinWords(text);
  return text
    .split(/\r?\n/u)
    .map((line) => markLookalikes(visibleText(line), known))
    .join('\n');
}
