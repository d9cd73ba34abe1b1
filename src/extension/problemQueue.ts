import * as vscode from 'vscode';
import { systemClock } from '../base/clock';
import type { QueueItem } from '../run/taskQueue';
import { nearestProblem, type OneProblem, problemsIn, taskFromProblems } from '../tasks/shownProblems';
import { auctionDraft } from './auctionDraft';
import type { Services } from './services';

/** Ours: language servers answer a change within a second or two; a queue waits no longer for one that says nothing. */
const maxWaitMs = 5000;

/**
 * Auctions all problems of a file one after the other. Each is looked up anew when its turn comes: what was accepted before
 * has moved it, or mended it, and then it is left out.
 */
export async function auctionProblemsInTurn(services: Services, uri: vscode.Uri): Promise<void> {
  const news = new ProblemNews(uri);
  const items = problemsIn(uri).map((diagnostic): QueueItem => {
    const only: OneProblem = { ...startOf(diagnostic), message: diagnostic.message };
    return {
      title: `Problem at line ${only.line + 1} of ${vscode.workspace.asRelativePath(uri)}`,
      begin: async (position) => {
        await news.upToDate();
        const now = nearestProblem(uri, only);
        if (now === undefined) return { leftOut: 'the editor does not report it any more' };
        return auctionDraft(services, taskFromProblems({ uri, only: now }), { words: 'ask', position });
      },
    };
  });
  try {
    await services.queue.run(items);
  } finally {
    news.dispose();
  }
}

function startOf({ range }: vscode.Diagnostic): Pick<OneProblem, 'line' | 'character'> {
  return { line: range.start.line, character: range.start.character };
}

/** Knows whether the problems of a file are older than its text. */
class ProblemNews implements vscode.Disposable {
  private stale = false;
  private readonly listeners: vscode.Disposable;
  private readonly waiting = new Set<() => void>();

  constructor(uri: vscode.Uri) {
    const isFile = (other: vscode.Uri): boolean => other.toString() === uri.toString();
    this.listeners = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (isFile(document.uri) && contentChanges.length > 0) this.stale = true;
      }),
      vscode.languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some(isFile)) this.arrived();
      }),
    );
  }

  async upToDate(): Promise<void> {
    if (!this.stale) return;
    await new Promise<void>((resolve) => {
      const stopTimer = systemClock.after(maxWaitMs, resolve);
      this.waiting.add(() => {
        stopTimer();
        resolve();
      });
    });
    this.stale = false;
  }

  dispose(): void {
    this.listeners.dispose();
    this.arrived();
  }

  private arrived(): void {
    this.stale = false;
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
