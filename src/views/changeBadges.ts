import * as vscode from 'vscode';
import type { ChangeFlag } from '../review/change';
import { badgeOf, flagReason } from './changeRow';

/** Not the files' own addresses: the same files elsewhere, in the explorer for one, wear no badges. */
const scheme = 'gavel-change';

/** The letters at the end of a row, coloured by weight; what they mean is in the tooltip and in the row's words. */
export class ChangeBadges implements vscode.FileDecorationProvider {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;

  constructor(private readonly flagsOf: (path: string) => readonly ChangeFlag[]) {}

  register(): vscode.Disposable {
    return vscode.Disposable.from(this.changed, vscode.window.registerFileDecorationProvider(this));
  }

  refresh(): void {
    this.changed.fire(undefined);
  }

  uriOf(path: string): vscode.Uri {
    return vscode.Uri.from({ scheme, path: `/${path}` });
  }

  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    if (uri.scheme !== scheme) return undefined;
    const flags = this.flagsOf(uri.path.slice(1));
    const badge = badgeOf(flags);
    if (badge === undefined) return undefined;
    const grave = flags.some((flag) => flag === 'sensitive' || flag === 'hiddenText' || flag === 'lookalike');
    return new vscode.FileDecoration(
      badge,
      flags.map(flagReason).join(' '),
      new vscode.ThemeColor(grave ? 'list.errorForeground' : 'list.warningForeground'),
    );
  }
}
