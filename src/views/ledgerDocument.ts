import * as vscode from 'vscode';

const scheme = 'gavel-ledger';

/** The ledger as a read-only document: nothing to save, and shown anew each time it is asked for. */
export class LedgerDocument implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private registration: vscode.Disposable | undefined;
  private text = '';

  /** Shows this text in an editor of its own, or in the one that shows the ledger already. */
  async show(text: string): Promise<void> {
    this.registration ??= vscode.workspace.registerTextDocumentContentProvider(scheme, this);
    this.text = text;
    const address = vscode.Uri.from({ scheme, path: '/Gavel ledger' });
    this.changed.fire(address);
    const document = await vscode.workspace.openTextDocument(address);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  dispose(): void {
    this.registration?.dispose();
    this.changed.dispose();
  }
}
