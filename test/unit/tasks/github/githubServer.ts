import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type RecordedRequest, startFaultServer } from '../../models/faultServer';

/** An issue, or a pull request, of the server. */
export interface ServedIssue {
  readonly number: number;
  readonly title: string;
  readonly body?: string | null;
  readonly author?: string;
  readonly association?: string;
  readonly labels?: readonly string[];
  readonly assignees?: readonly string[];
  readonly state?: 'open' | 'closed';
  readonly pullRequest?: boolean;
  readonly comments?: readonly { readonly author: string; readonly association: string; readonly body: string }[];
  /** `owner/name#number` to which it was transferred. */
  readonly transferredTo?: string;
  readonly deleted?: boolean;
}

/** A repository of the server, by `owner/name`. */
export interface ServedRepository {
  readonly private?: boolean;
  readonly issues: readonly ServedIssue[];
}

/** An answer that comes instead of the next one. */
export interface Interruption {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: string;
}

/** A GitHub on the loopback address. */
export interface GithubServer {
  /** For `gavel.github.apiUrl`. */
  readonly apiUrl: string;
  /** Host with port, as in remotes and addresses of issues. */
  readonly webHost: string;
  readonly requests: readonly RecordedRequest[];
  /** Requests that are left of the hour; the unchanged cost none. */
  remaining: number;
  interrupt(next: Interruption): void;
  close(): Promise<void>;
}

/** The only token that it knows. */
export const knownToken = 'gho_known4711';

const prefix = '/api/v3';

/**
 * Answers as GitHub's REST documentation says: pages with a Link header, tags and 304, the rate limit's headers, 404 for what
 * a caller may not see, 401 for a bad token, 410 for deleted and 301 for transferred issues, pull requests among the
 * issues, and 403 for a caller without a user agent.
 */
export async function startGithubServer(
  repositories: Readonly<Record<string, ServedRepository>>,
): Promise<GithubServer> {
  const interruptions: Interruption[] = [];
  const server = await startFaultServer((response, request) => {
    const interruption = interruptions.shift();
    if (interruption !== undefined) {
      const { status, headers = {}, message = 'Interrupted' } = interruption;
      send(response, status, { message }, { ...limits(github), ...headers });
      return;
    }
    answer(github, repositories, request, response);
  });
  const github: GithubServer & { readonly origin: string } = {
    origin: server.origin,
    apiUrl: `${server.origin}${prefix}`,
    webHost: new URL(server.origin).host,
    requests: server.requests,
    remaining: 60,
    interrupt: (next) => interruptions.push(next),
    close: () => server.close(),
  };
  return github;
}

type Served = GithubServer & { readonly origin: string };

function answer(
  github: Served,
  repositories: Readonly<Record<string, ServedRepository>>,
  request: RecordedRequest,
  response: ServerResponse,
): void {
  const { headers } = request;
  const url = new URL(request.path, github.origin);
  if ((headers['user-agent'] ?? '') === '') {
    send(response, 403, { message: 'Request forbidden by administrative rules.' }, {});
    return;
  }
  const authorization = headers.authorization;
  if (authorization !== undefined && authorization !== `Bearer ${knownToken}`) {
    send(response, 401, { message: 'Bad credentials' }, limits(github));
    return;
  }
  const found = documentFor(github, repositories, url, authorization !== undefined);
  if (found.status === 200) {
    const tag = `W/"${createHash('sha256').update(JSON.stringify(found.body)).digest('hex').slice(0, 32)}"`;
    if (headers['if-none-match'] === tag) {
      response.writeHead(304, { etag: tag, ...limits(github) });
      response.end();
      return;
    }
    github.remaining -= 1;
    send(response, 200, found.body, { etag: tag, ...found.headers, ...limits(github) });
    return;
  }
  github.remaining -= 1;
  send(response, found.status, found.body, { ...found.headers, ...limits(github) });
}

interface Found {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const notFound: Found = { status: 404, body: { message: 'Not Found' } };

function documentFor(
  github: Served,
  repositories: Readonly<Record<string, ServedRepository>>,
  url: URL,
  signedIn: boolean,
): Found {
  const [, name = '', number, comments] =
    /^\/api\/v3\/repos\/([^/]+\/[^/]+)\/issues(?:\/(\d+)(\/comments)?)?$/u.exec(url.pathname) ?? [];
  const repository = repositories[name];
  if (repository === undefined || (repository.private === true && !signedIn)) return notFound;
  if (number === undefined) return issueList(github, url, name, repository);
  const issue = repository.issues.find((one) => one.number === Number(number));
  if (issue === undefined) return notFound;
  if (issue.deleted === true) return { status: 410, body: { message: 'This issue was deleted' } };
  if (issue.transferredTo !== undefined) {
    const [home = '', to = ''] = issue.transferredTo.split('#');
    const location = `${github.apiUrl}/repos/${home}/issues/${to}`;
    return { status: 301, body: { message: 'Moved Permanently', url: location }, headers: { location } };
  }
  if (comments === undefined) return { status: 200, body: issueBody(github, name, issue) };
  const bodies = (issue.comments ?? []).map(({ author, association, body }) => ({
    user: { login: author },
    author_association: association,
    body,
  }));
  return page(github, url, bodies);
}

function issueList(github: Served, url: URL, name: string, { issues }: ServedRepository): Found {
  const assignee = url.searchParams.get('assignee');
  const state = url.searchParams.get('state') ?? 'open';
  const listed = issues
    .filter((issue) => issue.deleted !== true && issue.transferredTo === undefined)
    .filter((issue) => state === 'all' || (issue.state ?? 'open') === state)
    .filter((issue) => assignee === null || (issue.assignees ?? []).includes(assignee));
  return page(
    github,
    url,
    listed.map((issue) => issueBody(github, name, issue)),
  );
}

function page(github: Served, url: URL, all: readonly unknown[]): Found {
  const size = Math.min(100, Number(url.searchParams.get('per_page') ?? 30));
  const number = Number(url.searchParams.get('page') ?? 1);
  const last = Math.max(1, Math.ceil(all.length / size));
  const at = (to: number, rel: string): string => {
    const target = new URL(url.pathname + url.search, github.origin);
    target.searchParams.set('page', String(to));
    return `<${target.href}>; rel="${rel}"`;
  };
  const links = [
    ...(number > 1 ? [at(number - 1, 'prev')] : []),
    ...(number < last ? [at(number + 1, 'next'), at(last, 'last')] : []),
    ...(number > 1 ? [at(1, 'first')] : []),
  ];
  const headers = links.length > 0 ? { link: links.join(', ') } : {};
  return { status: 200, body: all.slice((number - 1) * size, number * size), headers };
}

function issueBody(github: Served, name: string, issue: ServedIssue): unknown {
  const kind = issue.pullRequest === true ? 'pull' : 'issues';
  return {
    id: issue.number * 1000,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? null,
    html_url: `${github.origin}/${name}/${kind}/${issue.number}`,
    state: issue.state ?? 'open',
    user: { login: issue.author ?? 'reporter' },
    author_association: issue.association ?? 'NONE',
    labels: (issue.labels ?? []).map((label) => ({ id: 1, name: label, color: 'ededed' })),
    assignees: (issue.assignees ?? []).map((login) => ({ login })),
    comments: (issue.comments ?? []).length,
    ...(issue.pullRequest === true && {
      pull_request: { url: `${github.apiUrl}/repos/${name}/pulls/${issue.number}` },
    }),
  };
}

function limits(github: GithubServer): Readonly<Record<string, string>> {
  return {
    'x-ratelimit-limit': '60',
    'x-ratelimit-remaining': String(Math.max(0, github.remaining)),
    'x-ratelimit-reset': String(Math.floor(Date.now() / 1000) + 1800),
    'x-ratelimit-resource': 'core',
  };
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
