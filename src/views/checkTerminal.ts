import * as vscode from 'vscode';
import { commandText } from '../base/commandText';
import type { CheckOptions, CheckRequest, CheckResult } from '../sandbox/check';

/** Runs the child process of a check. */
export type CheckRunner = (request: CheckRequest, options: CheckOptions) => Promise<CheckResult>;

/** The terminal that shows checks. The process is ours: output is complete and the verdict is its exit code. */
export class CheckTerminal implements vscode.Disposable {
  private readonly written = new vscode.EventEmitter<string>();
  private terminal: vscode.Terminal | undefined;
  /** What was shown before the terminal was opened; VS Code drops output that comes earlier. */
  private early: string | undefined = '';
  private readonly running = new Set<AbortController>();

  /** Runs a check and shows it; closing the terminal or Ctrl+C in it stops the check. */
  async run(label: string, runner: CheckRunner, request: CheckRequest, options: CheckOptions): Promise<CheckResult> {
    this.open();
    this.write(`\u001b[1m$ ${commandText(request.argv)}\u001b[0m   (${label})\n`);
    const stop = new AbortController();
    this.running.add(stop);
    const result = await runner(request, {
      signal: AbortSignal.any([options.signal, stop.signal]),
      onOutput: (text) => {
        this.write(text);
        options.onOutput?.(text);
      },
    });
    this.running.delete(stop);
    const colour = result.verdict === 'passed' ? 32 : 31;
    this.write(`\n\u001b[${colour}m${result.message}\u001b[0m\n\n`);
    return result;
  }

  /** Brings the terminal to the front without taking the focus. */
  show(): void {
    this.terminal?.show(true);
  }

  dispose(): void {
    this.stopAll();
    this.terminal?.dispose();
    this.written.dispose();
  }

  private open(): void {
    if (this.terminal !== undefined) return;
    this.early = '';
    this.terminal = vscode.window.createTerminal({
      name: 'Gavel Check',
      iconPath: new vscode.ThemeIcon('beaker'),
      isTransient: true,
      pty: {
        onDidWrite: this.written.event,
        open: () => {
          const early = this.early ?? '';
          this.early = undefined;
          this.written.fire(early);
        },
        close: () => {
          this.terminal = undefined;
          this.stopAll();
        },
        handleInput: (data: string) => {
          if (data === '\u0003') this.stopAll();
        },
      },
    });
    this.terminal.show(true);
  }

  private stopAll(): void {
    for (const controller of this.running) controller.abort();
  }

  private write(text: string): void {
    const lines = text.replace(/\r?\n/gu, '\r\n');
    if (this.early === undefined) this.written.fire(lines);
    else this.early += lines;
  }
}
