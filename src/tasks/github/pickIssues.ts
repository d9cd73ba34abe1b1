import * as vscode from 'vscode';
import { visibleText } from '../../base/visibleText';
import type { GithubFailure } from './githubFailure';
import { fullName, type IssueAddress, readIssueAddress, type Repository } from './issueAddress';
import type { IssuePage, ListedIssue } from './listIssues';

/** Where the list comes from. */
export interface IssueSource {
  readonly repository: Repository;
  readonly webHost: string;
  /** Login of who has signed in. */
  readonly login: string | undefined;
  /** The first page of the person's own open issues. */
  mine(signal: AbortSignal): Promise<IssuePage | GithubFailure>;
  /** A page of all open issues; without a path the first. */
  all(path: string | undefined, signal: AbortSignal): Promise<IssuePage | GithubFailure>;
}

/** What became of the list. */
export type PickedIssues =
  | { readonly kind: 'picked'; readonly issues: readonly IssueAddress[] }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly failure: GithubFailure };

type Item = vscode.QuickPickItem & { readonly address?: IssueAddress; readonly morePath?: string };

const several: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('checklist'),
  tooltip: 'Choose several, to be auctioned one after the other',
};

/**
 * A searchable list of the open issues: those assigned to the person first, further pages on request, and a number or an
 * address that is typed or pasted as an entry of its own. Titles are a stranger's words and are shown as such.
 */
export function pickIssues(source: IssueSource): Promise<PickedIssues> {
  return new Promise((resolve) => new IssuePicker(source, resolve).show());
}

class IssuePicker {
  private readonly pick = vscode.window.createQuickPick<Item>();
  private readonly stop = new AbortController();
  private mine: readonly ListedIssue[] = [];
  private others: readonly ListedIssue[] = [];
  private morePath: string | undefined;

  constructor(
    private readonly source: IssueSource,
    private readonly resolve: (picked: PickedIssues) => void,
  ) {}

  show(): void {
    const { pick, source } = this;
    pick.title = `Auction GitHub Issue: ${fullName(source.repository)}`;
    pick.placeholder = 'Search, or paste the number or address of an issue';
    pick.matchOnDescription = true;
    pick.matchOnDetail = true;
    pick.ignoreFocusOut = true;
    pick.buttons = [several];
    pick.onDidTriggerButton(() => {
      pick.canSelectMany = !pick.canSelectMany;
      this.draw();
    });
    pick.onDidChangeValue(() => this.draw());
    pick.onDidAccept(() => void this.accept());
    pick.onDidHide(() => this.end({ kind: 'cancelled' }));
    pick.show();
    void this.load(undefined);
  }

  private async load(path: string | undefined): Promise<void> {
    this.pick.busy = true;
    const first = path === undefined && this.source.login !== undefined;
    const [mine, page] = await Promise.all([
      first ? this.source.mine(this.stop.signal) : undefined,
      this.source.all(path, this.stop.signal),
    ]);
    if (this.stop.signal.aborted) return;
    this.pick.busy = false;
    if (page.kind !== 'page') {
      this.end({ kind: 'failed', failure: page });
      return;
    }
    if (mine?.kind === 'page') this.mine = mine.issues;
    const known = new Set([...this.mine, ...this.others].map(({ number }) => number));
    this.others = [...this.others, ...page.issues.filter(({ number }) => !known.has(number))];
    this.morePath = page.nextPath;
    this.draw();
  }

  private draw(): void {
    const { pick, mine, others, morePath } = this;
    const typed = this.typed();
    const chosen = new Set(pick.canSelectMany ? pick.selectedItems.map((item) => item.address?.number) : []);
    const items: Item[] =
      typed === undefined
        ? [
            ...section('Assigned to you', mine),
            ...section(mine.length > 0 ? 'Others' : 'Open issues', others),
            ...(morePath === undefined || pick.canSelectMany
              ? []
              : [{ label: '$(ellipsis) Show more issues…', alwaysShow: true, morePath }]),
          ]
        : [typedItem(typed, typed.repository === undefined ? [...mine, ...others] : [])];
    const nothing = !pick.busy && items.length === 0;
    pick.items = nothing ? [{ label: 'There is no open issue: paste the address of one', alwaysShow: true }] : items;
    if (pick.canSelectMany) pick.selectedItems = pick.items.filter(({ address }) => chosen.has(address?.number));
  }

  /** A number or an address means that issue, not one whose title holds the digits too; while several are ticked it only searches. */
  private typed(): IssueAddress | undefined {
    return this.pick.canSelectMany ? undefined : readIssueAddress(this.pick.value, this.source.webHost);
  }

  private async accept(): Promise<void> {
    const typed = this.typed();
    if (typed !== undefined) {
      this.end({ kind: 'picked', issues: [typed] });
      return;
    }
    const items = this.pick.selectedItems;
    const more = items[0]?.morePath;
    if (more !== undefined) {
      await this.load(more);
      return;
    }
    const issues = items.flatMap(({ address }) => address ?? []);
    if (issues.length > 0) this.end({ kind: 'picked', issues });
  }

  private end(picked: PickedIssues): void {
    if (this.stop.signal.aborted) return;
    this.stop.abort();
    this.resolve(picked);
    this.pick.dispose();
  }
}

function typedItem(address: IssueAddress, listed: readonly ListedIssue[]): Item {
  const known = listed.find(({ number }) => number === address.number);
  const where = address.repository === undefined ? '' : ` of ${fullName(address.repository)}`;
  const title = known === undefined ? '' : `: ${plain(known.title)}`;
  return { label: `$(link-external) Issue #${address.number}${where}${title}`, alwaysShow: true, address };
}

function section(label: string, issues: readonly ListedIssue[]): readonly Item[] {
  if (issues.length === 0) return [];
  return [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...issues.map(({ number, title, labels }) => ({
      label: `#${number} ${plain(title)}`,
      description: plain(labels.join(', ')),
      address: { number },
    })),
  ];
}

/** In a quick pick `$(name)` is an icon. */
function plain(text: string): string {
  return visibleText(text).replace(/\s+/gu, ' ').slice(0, 300).replaceAll('$(', '\\$(');
}
