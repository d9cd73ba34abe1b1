import * as vscode from 'vscode';
import type { Disposable } from '../base/disposables';
import type { CheckOptions, CheckRequest, CheckResult } from '../sandbox/check';
import { checkHeader } from './checkHeader';

/** Runs the child process of a check. */
export type CheckRunner = (request: CheckRequest, options: CheckOptions) => Promise<CheckResult>;

/** The terminal that shows checks. The process is ours: output is complete and the verdict is its exit code. */
export class CheckTerminal implements vscode.Disposable {
  private readonly written = new vscode.EventEmitter<string>();
  private terminal: vscode.Terminal | undefined;
  /** What was shown before the terminal was opened; VS Code drops output that comes earlier. */
  private early: string | undefined = '';
  private readonly checks = new Set<AbortController>();
  private readonly listeners = new Set<() => void>();

  /** True while a check runs. */
  get running(): boolean {
    return this.checks.size > 0;
  }

  /** Hears when a check begins and when it has ended. */
  onChange(listener: () => void): Disposable {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  }

  /** Runs a check and shows it; the stop button, Ctrl+C in the terminal or closing it stop the check. */
  async run(label: string, runner: CheckRunner, request: CheckRequest, options: CheckOptions): Promise<CheckResult> {
    this.open();
    this.write(checkHeader(label, request));
    const stop = new AbortController();
    this.checks.add(stop);
    this.announce();
    try {
      const result = await runner(request, {
        signal: AbortSignal.any([options.signal, stop.signal]),
        onOutput: (text) => {
          this.write(text);
          options.onOutput?.(text);
        },
      });
      const colour = result.verdict === 'passed' ? 32 : 31;
      this.write(`\n\u001b[${colour}m${result.message}\u001b[0m\n\n`);
      return result;
    } finally {
      this.checks.delete(stop);
      this.announce();
    }
  }

  /** Stops every check that runs; each ends as cancelled. */
  stop(): void {
    for (const controller of this.checks) controller.abort();
  }

  /** Brings the terminal to the front without taking the focus. */
  show(): void {
    this.terminal?.show(true);
  }

  dispose(): void {
    this.stop();
    this.listeners.clear();
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
          this.stop();
        },
        handleInput: (data: string) => {
          if (data === '\u0003') this.stop();
        },
      },
    });
    this.terminal.show(true);
  }

  private announce(): void {
    for (const listener of this.listeners) listener();
  }

  private write(text: string): void {
    const lines = text.replace(/\r?\n/gu, '\r\n');
    if (this.early === undefined) this.written.fire(lines);
    else this.early += lines;
  }
}
