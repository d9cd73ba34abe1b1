/** A repository of one GitHub, spelled as it was found. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** An issue by number; without a repository it is the workspace's. */
export interface IssueAddress {
  readonly repository?: Repository;
  readonly number: number;
}

const ownerPattern = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,98}[A-Za-z0-9])?(?:_[A-Za-z0-9]{1,40})?$/u;
const namePattern = /^(?!\.{1,2}$)[\w.-]{1,100}$/u;

/** `owner/name`. */
export function fullName({ owner, name }: Repository): string {
  return `${owner}/${name}`;
}

/** Whether two names mean one repository: GitHub knows no case. */
export function sameRepository(one: Repository, other: Repository): boolean {
  return fullName(one).toLowerCase() === fullName(other).toLowerCase();
}

/** Reads what a person typed or pasted: `12`, `#12`, `owner/name#12`, or the address of an issue of this GitHub. */
export function readIssueAddress(text: string, webHost: string): IssueAddress | undefined {
  const typed = text.trim();
  const short = /^(?:([^/\s#]+)\/([^/\s#]+))?#?(\d{1,10})$/u.exec(typed);
  if (short !== null && (short[1] === undefined || typed.includes('#'))) {
    return addressOf(short[1], short[2], short[3]);
  }
  if (!/^https?:\/\//iu.test(typed) || !URL.canParse(typed)) return undefined;
  const url = new URL(typed);
  if (url.host.replace(/^www\./u, '') !== webHost) return undefined;
  const [owner, name, kind, number, ...rest] = url.pathname.replace(/^\/|\/+$/gu, '').split('/');
  const known = kind === 'issues' || kind === 'pull';
  return known && rest.length === 0 && /^\d{1,10}$/u.test(number ?? '') ? addressOf(owner, name, number) : undefined;
}

function addressOf(owner: string | undefined, name: string | undefined, number = ''): IssueAddress | undefined {
  const value = Number(number);
  if (!Number.isSafeInteger(value) || value < 1) return undefined;
  if (owner === undefined) return { number: value };
  const repository = repositoryOf(owner, name);
  return repository && { repository, number: value };
}

function repositoryOf(owner = '', name = ''): Repository | undefined {
  return ownerPattern.test(owner) && namePattern.test(name) ? { owner, name } : undefined;
}

/** The repository a git remote points at, when it is one of this GitHub; credentials in it are passed over. */
export function repositoryOfRemote(remoteUrl: string, webHost: string): Repository | undefined {
  const remote = remoteUrl.trim();
  const scp = /^(?:[^@/\s]+@)?([^:/\s]+):(?!\/\/)\/?(.+)$/u.exec(remote);
  const parsed = URL.canParse(remote) && /^(?:https?|ssh|git):/iu.test(remote) ? new URL(remote) : undefined;
  const host = parsed === undefined ? scp?.[1] : parsed.protocol.startsWith('http') ? parsed.host : parsed.hostname;
  const path = parsed?.pathname ?? scp?.[2];
  if (host === undefined || path === undefined || !isHost(host.toLowerCase(), webHost)) return undefined;
  const [owner, name, ...rest] = path.replace(/^\/+|\/+$/gu, '').split('/');
  return rest.length === 0 ? repositoryOf(owner, name?.replace(/\.git$/iu, '')) : undefined;
}

function isHost(host: string, webHost: string): boolean {
  const bare = webHost.replace(/:\d+$/u, '');
  return host === webHost || host === bare || host === `www.${bare}` || host === `ssh.${bare}`;
}
