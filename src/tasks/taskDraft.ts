import type { Anchor, TaskIssue } from '../auction/task';
import type { IntakeId } from './intakes';

/** How close an author of quoted text is to the project, as far as it is known. Nobody's standing makes text an order. */
export type AuthorStanding = 'owner' | 'member' | 'collaborator' | 'contributor' | 'none' | 'unknown';

/** Text that goes with a task and that somebody else wrote: an issue, a comment, a diagnostic, a failing log. */
export interface QuotedPart {
  /** What it is, in a few words: `Issue #12 of owner/name`, `Diagnostic of eslint`. May hold untrusted words. */
  readonly what: string;
  readonly author?: { readonly name: string; readonly standing: AuthorStanding };
  /** Plain lines in front of the text, an issue's title for one. */
  readonly head?: string;
  readonly text: string;
  /** Markdown is read by people as rendered, so what they never saw of it, comments and the like, is left out. Default `plain`. */
  readonly format?: 'plain' | 'markdown';
}

/** What an intake makes of the thing it was pointed at. Nothing in it has been confirmed by a person yet. */
export interface TaskDraft {
  readonly intake: IntakeId;
  /** What should be done, in Gavel's or the person's own words; never in a stranger's. The person may change it. */
  readonly words: string;
  /** Places in one folder. */
  readonly anchors: readonly Anchor[];
  readonly quoted: readonly QuotedPart[];
  /** A check that suits, as an argument vector; the person still picks it. */
  readonly suggestedCheck?: { readonly argv: readonly string[]; readonly source: string };
  readonly issue?: TaskIssue;
}

/** True when somebody else wrote of what the bidders will see; the person is shown all of it first. */
export function isByOthers({ intake, quoted }: TaskDraft): boolean {
  return quoted.length > 0 || intake === 'api';
}
