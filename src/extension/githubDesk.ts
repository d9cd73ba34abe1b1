import * as vscode from 'vscode';
import { noticeText } from '../base/noticeText';
import { UserFacingError } from '../base/userFacingError';
import { readSettings } from '../config/settings';
import { type GithubPort, githubClient } from '../tasks/github/githubClient';
import { type GithubFailure, githubFailureText } from '../tasks/github/githubFailure';
import { canSignIn, type GithubSession, githubSession } from '../tasks/github/githubSession';
import { githubSite, type GithubSite } from '../tasks/github/githubSite';
import { fullName, type Repository } from '../tasks/github/issueAddress';
import { type IssueThread, readIssue } from '../tasks/github/readIssue';

/** One GitHub with who asks it. */
export interface GithubDesk {
  readonly site: GithubSite;
  readonly github: GithubPort;
  session: GithubSession | undefined;
}

/** Clients by API address: their tags and pauses outlast a command. */
const clients = new Map<string, GithubPort>();

/** The GitHub of the settings, with the session that Gavel may use already. */
export async function openDesk(): Promise<GithubDesk> {
  const site = githubSite(readSettings().githubApiUrl);
  if (site.kind === 'refused') {
    throw new UserFacingError(`gavel.github.apiUrl cannot be used. ${site.reason}`, {
      action: { title: 'Open Settings', command: 'workbench.action.openSettings', arguments: ['gavel.github.apiUrl'] },
    });
  }
  const github = clients.get(site.apiUrl) ?? githubClient(site);
  clients.set(site.apiUrl, github);
  return { site, github, session: await githubSession(site, 'silent') };
}

/** Reads an issue, after the sign-in where that helps; `undefined` when the person stopped. */
export async function fetchIssue(
  desk: GithubDesk,
  issue: { readonly repository: Repository; readonly number: number },
): Promise<IssueThread | undefined> {
  const what = `issue #${issue.number} of ${fullName(issue.repository)}`;
  const ask = (): Promise<IssueThread | GithubFailure> =>
    withProgress(`Reading ${what}…`, (signal) => readIssue(desk.github, issue, desk.session?.token, signal));
  let thread = await ask();
  if (thread.kind !== 'issue') {
    const offer = await offerSignIn(desk, what, thread);
    if (offer === 'declined') return undefined;
    if (offer === 'signedIn') thread = await ask();
  }
  if (thread.kind === 'issue') return thread;
  if (thread.kind === 'aborted') return undefined;
  throw failed(desk, what, thread);
}

/**
 * Offers the sign-in where it can help, with the reason. `signedIn`: the question is worth another try; `declined`: the
 * person has read why it failed and wants no sign-in; `useless`: nothing was said yet.
 */
export async function offerSignIn(
  desk: GithubDesk,
  what: string,
  failure: GithubFailure,
): Promise<'signedIn' | 'declined' | 'useless'> {
  const worth =
    failure.kind === 'badToken' ||
    (desk.session === undefined && ['notFound', 'forbidden', 'rateLimited'].includes(failure.kind));
  if (!worth || !canSignIn(desk.site)) return 'useless';
  const signIn = 'Sign In to GitHub';
  if ((await vscode.window.showWarningMessage(noticeText(failureText(desk, what, failure)), signIn)) !== signIn)
    return 'declined';
  desk.session = await githubSession(desk.site, 'ask');
  return desk.session === undefined ? 'declined' : 'signedIn';
}

function failureText({ site, session }: GithubDesk, what: string, failure: GithubFailure): string {
  return githubFailureText(failure, { what, host: site.webHost, signedIn: session !== undefined });
}

/** What the person is told when it stays a failure. */
export function failed(desk: GithubDesk, what: string, failure: GithubFailure): UserFacingError {
  return new UserFacingError(failureText(desk, what, failure));
}

function withProgress<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (_progress, token) => {
      const stop = new AbortController();
      token.onCancellationRequested(() => stop.abort());
      return work(stop.signal);
    }),
  );
}
