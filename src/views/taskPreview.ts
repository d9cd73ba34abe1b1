import * as vscode from 'vscode';

const scheme = 'gavel-task';

/** The text of a task before it is sent, as a read-only document of plain text: exactly what every bidder will see. */
export class TaskPreview implements vscode.TextDocumentContentProvider {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private registration: vscode.Disposable | undefined;
  private text = '';

  /** Shows the text beside what the person is doing; the focus stays where it is. */
  async show(text: string): Promise<void> {
    this.registration ??= vscode.workspace.registerTextDocumentContentProvider(scheme, this);
    this.text = text;
    const address = vscode.Uri.from({ scheme, path: '/What every bidder will see.txt' });
    this.changed.fire(address);
    const document = await vscode.workspace.openTextDocument(address);
    await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
  }

  provideTextDocumentContent(): string {
    return this.text;
  }

  dispose(): void {
    this.registration?.dispose();
    this.changed.dispose();
  }
}
