import * as vscode from 'vscode';
import type { GithubSite } from './githubSite';

/** Who asks: VS Code's sign-in for one GitHub. The token is used for that GitHub's origin only and never stored. */
export interface GithubSession {
  readonly token: string;
  readonly login: string;
}

/** Reads private issues too; GitHub has no smaller one that does. */
const scopes = ['repo'];

/**
 * VS Code's session for a GitHub. `ask` opens the sign-in and is only for when the person pressed a button for it; else a
 * session is taken only when there is one that Gavel may use already.
 */
export async function githubSession(site: GithubSite, how: 'silent' | 'ask'): Promise<GithubSession | undefined> {
  if (!providerServes(site)) return undefined;
  try {
    const options = how === 'ask' ? { createIfNone: true } : { silent: true };
    const session = await vscode.authentication.getSession(site.provider, scopes, options);
    return session === undefined ? undefined : { token: session.accessToken, login: session.account.label };
  } catch {
    return undefined; // The person closed the sign-in, or there is no such provider here.
  }
}

/** Whether signing in can help: VS Code's provider signs in at this very GitHub. */
export function canSignIn(site: GithubSite): boolean {
  return providerServes(site);
}

/**
 * The enterprise provider signs in at the address in `github-enterprise.uri`: only when the user's own value names this
 * GitHub may its token go there.
 */
function providerServes(site: GithubSite): boolean {
  if (site.provider === 'github') return true;
  const uri: unknown = vscode.workspace.getConfiguration('github-enterprise').inspect('uri')?.globalValue;
  return typeof uri === 'string' && URL.canParse(uri) && new URL(uri).host === site.webHost;
}
