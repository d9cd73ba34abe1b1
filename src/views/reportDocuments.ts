import * as vscode from 'vscode';

const scheme = 'gavel-report';

/** Reports as read-only documents: nothing to save, and shown anew each time they are asked for. */
export class ReportDocuments implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private registration: vscode.Disposable | undefined;
  private readonly texts = new Map<string, string>();

  /**
   * Shows this text under this title, in an editor of its own or in the one that shows an earlier text of that title;
   * `preserveFocus` leaves the person where they are.
   */
  async show(title: string, text: string, { preserveFocus = false } = {}): Promise<void> {
    this.registration ??= vscode.workspace.registerTextDocumentContentProvider(scheme, this);
    const address = vscode.Uri.from({ scheme, path: `/${title}` });
    this.texts.set(address.path, text);
    this.changed.fire(address);
    const document = await vscode.workspace.openTextDocument(address);
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus });
  }

  provideTextDocumentContent({ path }: vscode.Uri): string {
    return this.texts.get(path) ?? '';
  }

  dispose(): void {
    this.registration?.dispose();
    this.changed.dispose();
  }
}
