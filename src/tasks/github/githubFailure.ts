/** Why GitHub did not give what was asked for. */
export type GithubFailure =
  | { readonly kind: 'notFound' }
  | { readonly kind: 'gone' }
  /** The token is not accepted any more. */
  | { readonly kind: 'badToken' }
  /** `ssoUrl`: the organisation wants the token authorised first. */
  | { readonly kind: 'forbidden'; readonly sso: boolean }
  | { readonly kind: 'rateLimited'; readonly untilMs: number; readonly secondary: boolean }
  | { readonly kind: 'moved' }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'badAnswer' }
  | { readonly kind: 'unreachable'; readonly detail: string }
  | { readonly kind: 'serverError'; readonly status: number }
  | { readonly kind: 'aborted' };

/** What the message is about. */
export interface FailureSubject {
  /** `issue #12 of owner/name`, `the issues of owner/name`. */
  readonly what: string;
  readonly host: string;
  readonly signedIn: boolean;
}

/** One sentence that says what happened and what helps. */
export function githubFailureText(failure: GithubFailure, { what, host, signedIn }: FailureSubject): string {
  switch (failure.kind) {
    case 'notFound':
      return signedIn
        ? `${host} shows no ${what} to your account: check the number and the repository, and that the account may read it.`
        : `${host} shows no ${what} without sign-in: check the number, or sign in if the repository is private.`;
    case 'gone':
      return `${capital(what)} was deleted, or issues are switched off there: open the repository on ${host} to see.`;
    case 'badToken':
      return `${host} does not accept the sign-in any more: sign in again, then repeat this.`;
    case 'forbidden':
      return failure.sso
        ? `The organisation wants your sign-in authorised first (single sign-on): do that on ${host}, then repeat this.`
        : `${host} refuses to show ${what} to ${signedIn ? 'your account' : 'somebody who has not signed in'}.`;
    case 'rateLimited': {
      const until = `try again after ${clockTime(failure.untilMs)}`;
      if (failure.secondary) return `${host} asks for a pause because of too many requests: ${until}.`;
      return signedIn
        ? `The hourly requests to ${host} are used up: ${until}.`
        : `The hourly requests to ${host} without sign-in are used up: ${until}, or sign in for more.`;
    }
    case 'moved':
      return `${capital(what)} has moved to another address, which is not followed: open it on ${host} and paste the new address.`;
    case 'tooLarge':
      return `${capital(what)} is larger than can be read: copy the part that matters into a file and auction that text.`;
    case 'badAnswer':
      return `${host} sent something that is not ${what}: check gavel.github.apiUrl in your settings.`;
    case 'unreachable':
      return `${host} cannot be reached (${failure.detail}): check the connection, then repeat this.`;
    case 'serverError':
      return `${host} failed with status ${failure.status}: try again in a minute.`;
    case 'aborted':
      return 'It was stopped.';
  }
}

function clockTime(atMs: number): string {
  return new Date(atMs).toTimeString().slice(0, 5);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
