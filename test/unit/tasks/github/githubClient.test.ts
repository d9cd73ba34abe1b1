import assert from 'node:assert/strict';
import { type GithubPort, githubClient } from '../../../../src/tasks/github/githubClient';
import { githubFailureText } from '../../../../src/tasks/github/githubFailure';
import { type GithubSite, githubSite } from '../../../../src/tasks/github/githubSite';
import { doubtsAbout, issueDraft } from '../../../../src/tasks/github/issueDraft';
import { firstPagePath, readIssuePage } from '../../../../src/tasks/github/listIssues';
import { readIssue } from '../../../../src/tasks/github/readIssue';
import { quotedLimits } from '../../../../src/tasks/quotedText';
import { textOfDraft } from '../../../../src/tasks/taskOfDraft';
import { answer, startFaultServer } from '../../models/faultServer';
import { type GithubServer, knownToken, startGithubServer } from './githubServer';

const desk = { owner: 'octo', name: 'desk' };
const closet = { owner: 'octo', name: 'closet' };
const comment = (
  author: string,
  association: string,
  body: string,
): { author: string; association: string; body: string } => ({
  author,
  association,
  body,
});

describe('tasks/github', () => {
  let server: GithubServer;
  let site: GithubSite;
  let github: GithubPort;
  const { signal } = new AbortController();

  beforeEach(async () => {
    server = await startGithubServer({
      'octo/desk': {
        issues: [
          ...Array.from({ length: 205 }, (_, index) => ({
            number: index + 1,
            title: `Drawer ${index + 1} sticks`,
            assignees: index % 100 === 0 ? ['me'] : [],
            pullRequest: index === 4,
          })),
          {
            number: 300,
            title: 'Total is\nwrong',
            body: 'See `src/total.js`.\r\n\r\n<!-- obey -->',
            author: 'mallory',
            labels: ['bug'],
            comments: [comment('mallory', 'NONE', 'me too'), comment('olga', 'OWNER', 'Keep the name.')],
          },
          { number: 301, title: 'Empty', body: null, state: 'closed' as const },
          { number: 302, title: 'Huge', body: 'x'.repeat(2_000_000) },
          { number: 303, title: 'Gone', deleted: true },
          { number: 304, title: 'Away', transferredTo: 'octo/closet#9' },
          {
            number: 306,
            title: 'With files',
            body: '[log.zip](https://github.com/u/files/log.zip)\n\n<img width="300" alt="image" src="https://github.com/u/a.png" />',
          },
          {
            number: 305,
            title: 'Long thread',
            comments: Array.from({ length: 250 }, (_, index) =>
              comment(
                index === 3 ? 'olga' : 'someone',
                index === 3 ? 'OWNER' : 'NONE',
                `comment ${index} ${'y'.repeat(200)}`,
              ),
            ),
          },
        ],
      },
      'octo/closet': { private: true, issues: [{ number: 9, title: 'Moth', body: 'In the coat.' }] },
    });
    const read = githubSite(server.apiUrl);
    assert.equal(read.kind, 'ok');
    site = read;
    github = githubClient(site);
  });
  afterEach(() => server.close());

  it('reads a list page by page as the Link header says, without pull requests', async () => {
    const numbers: number[] = [];
    let path: string | undefined = firstPagePath(desk);
    let pages = 0;
    while (path !== undefined) {
      const page = await readIssuePage(github, path, undefined, signal);
      assert.ok(page.kind === 'page');
      numbers.push(...page.issues.map(({ number }) => number));
      path = page.nextPath;
      pages += 1;
    }
    assert.equal(pages, 3);
    assert.equal(numbers.includes(5), false);
    assert.equal(numbers.length, 204 + 4);
    const mine = await readIssuePage(github, firstPagePath(desk, 'me'), undefined, signal);
    assert.deepEqual(mine.kind === 'page' && mine.issues.map(({ number }) => number), [1, 101, 201]);
  });

  it('asks again by tag, which costs nothing of the hour', async () => {
    const first = await readIssuePage(github, firstPagePath(desk), undefined, signal);
    const left = server.remaining;
    assert.deepEqual(await readIssuePage(github, firstPagePath(desk), undefined, signal), first);
    assert.equal(server.remaining, left);
    assert.match(server.requests.at(-1)?.headers['if-none-match'] ?? '', /^W\//u);
    // Another caller's page is another page.
    await readIssuePage(github, firstPagePath(desk), knownToken, signal);
    assert.equal(server.requests.at(-1)?.headers['if-none-match'], undefined);
  });

  it('makes an issue a draft: title and text quoted, authors marked, hidden comments out', async () => {
    const thread = await readIssue(github, { repository: desk, number: 300 }, undefined, signal);
    assert.ok(thread.kind === 'issue');
    const draft = issueDraft(thread, desk, [{ path: 'src/total.js' }]);
    assert.equal(draft.words, 'Resolve issue #300 of octo/desk, quoted below.');
    assert.deepEqual(draft.issue, {
      number: 300,
      url: `${new URL(server.apiUrl).origin}/octo/desk/issues/300`,
      title: 'Total is\nwrong',
    });
    const text = textOfDraft(draft);
    assert.match(
      text,
      /Issue #300, by mallory \(no part of the project\):\n```+\nTitle: Total is wrong\nLabels: bug\n\nSee/u,
    );
    assert.match(text, /Comment, by olga \(owner of the project\):\n```\nKeep the name\./u);
    assert.doesNotMatch(text, /obey/u);
    assert.deepEqual(doubtsAbout(thread, desk), []);
  });

  it('reads the first and the last hundred of a long thread, and keeps the owners’ words within the budget', async () => {
    const thread = await readIssue(github, { repository: desk, number: 305 }, undefined, signal);
    assert.ok(thread.kind === 'issue');
    assert.equal(thread.comments.length, 150);
    assert.equal(thread.commentsMissing, 100);
    const text = textOfDraft(issueDraft(thread, desk, []));
    assert.match(text, /by olga \(owner of the project\):\n```\ncomment 3 /u);
    assert.match(text, /comment 249 /u);
    assert.doesNotMatch(text, /comment 10 /u);
    assert.match(text, /\d+ comments were left out\./u);
    assert.ok(text.length < quotedLimits.allCharacters);
  });

  it('asks for nothing that an issue links to: attachments and pictures stay addresses', async () => {
    const thread = await readIssue(github, { repository: desk, number: 306 }, undefined, signal);
    assert.ok(thread.kind === 'issue');
    const text = textOfDraft(issueDraft(thread, desk, []));
    assert.match(text, /\[log\.zip\]\(\S+log\.zip\)/u);
    assert.match(text, /<img width="300" alt="image" src="\S+a\.png" \/>/u);
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ['/api/v3/repos/octo/desk/issues/306'],
    );
  });

  it('cuts a body of two megabytes', async () => {
    const thread = await readIssue(github, { repository: desk, number: 302 }, undefined, signal);
    assert.ok(thread.kind === 'issue' && textOfDraft(issueDraft(thread, desk, [])).length < 10_000);
  });

  it('follows a transfer once, within one origin, and says where the issue lives', async () => {
    const thread = await readIssue(github, { repository: desk, number: 304 }, knownToken, signal);
    assert.ok(thread.kind === 'issue' && thread.issue.title === 'Moth');
    assert.deepEqual(
      doubtsAbout(thread, desk).map(({ kind }) => kind),
      ['moved'],
    );
    assert.equal(issueDraft(thread, desk, []).words, 'Resolve issue #9 of octo/closet, quoted below.');
  });

  it('case 65: shows the token to no other origin that a redirect names', async () => {
    const capture = await startFaultServer(answer(200, '{}'));
    try {
      for (const location of [
        `${capture.origin}/repos/x/y/issues/1`,
        '//evil.example/x',
        `${capture.origin}@127.0.0.1`,
      ]) {
        server.interrupt({ status: 301, headers: { location } });
        const failure = await readIssue(github, { repository: desk, number: 300 }, knownToken, signal);
        assert.equal(failure.kind, 'moved', location);
      }
      server.interrupt({ status: 200, headers: { link: `<${capture.origin}/next>; rel="next"` } });
      const page = await github.get('/repos/octo/desk/issues?page=7', knownToken, signal);
      assert.ok(page.kind === 'document' && page.nextPath === undefined);
      assert.equal(capture.requests.length, 0);
    } finally {
      await capture.close();
    }
  });

  it('names doubts: pull request, closed, empty', async () => {
    const pull = await readIssue(github, { repository: desk, number: 5 }, undefined, signal);
    assert.deepEqual(pull.kind === 'issue' && doubtsAbout(pull, desk).map(({ kind }) => kind), [
      'pullRequest',
      'empty',
    ]);
    const closed = await readIssue(github, { repository: desk, number: 301 }, undefined, signal);
    assert.deepEqual(closed.kind === 'issue' && doubtsAbout(closed, desk).map(({ kind }) => kind), ['closed', 'empty']);
  });

  for (const [name, status, headers, message, kind, words] of [
    ['a private repository without sign-in', 404, {}, '', 'notFound', /sign in if the repository is private/u],
    ['a deleted issue', 410, {}, '', 'gone', /was deleted/u],
    ['a token that was withdrawn', 401, {}, '', 'badToken', /sign in again/u],
    [
      'a token that single sign-on has not seen',
      403,
      { 'x-github-sso': 'required; url=x' },
      '',
      'forbidden',
      /single sign-on/u,
    ],
    [
      'the hour used up',
      403,
      { 'x-ratelimit-remaining': '0' },
      '',
      'rateLimited',
      /used up: try again after \d\d:\d\d, or sign in/u,
    ],
    ['a secondary limit with a time', 429, { 'retry-after': '7' }, '', 'rateLimited', /asks for a pause/u],
    [
      'a secondary limit without one',
      403,
      {},
      'You have exceeded a secondary rate limit.',
      'rateLimited',
      /asks for a pause/u,
    ],
    ['a failing server', 503, {}, '', 'serverError', /status 503/u],
    ['a page that is no issue', 200, {}, 'hello', 'badAnswer', /gavel\.github\.apiUrl/u],
  ] as const) {
    it(`tells of ${name}`, async () => {
      server.interrupt({ status, headers, message });
      const failure = await readIssue(github, { repository: desk, number: 300 }, undefined, signal);
      assert.ok(failure.kind !== 'issue');
      assert.equal(failure.kind, kind);
      assert.match(
        githubFailureText(failure, { what: 'issue #300 of octo/desk', host: 'github.com', signedIn: false }),
        words,
      );
    });
  }

  it('makes no request before GitHub wants one again, and another caller is not held up', async () => {
    server.interrupt({ status: 429, headers: { 'retry-after': '60' } });
    await readIssue(github, { repository: desk, number: 300 }, undefined, signal);
    const count = server.requests.length;
    assert.equal((await readIssue(github, { repository: desk, number: 1 }, undefined, signal)).kind, 'rateLimited');
    assert.equal(server.requests.length, count);
    assert.equal((await readIssue(github, { repository: desk, number: 1 }, knownToken, signal)).kind, 'issue');
  });

  it('asks nothing more when the last request of the hour was answered', async () => {
    server.remaining = 1;
    assert.equal((await readIssuePage(github, firstPagePath(desk), undefined, signal)).kind, 'page');
    const count = server.requests.length;
    assert.equal((await readIssue(github, { repository: desk, number: 1 }, undefined, signal)).kind, 'rateLimited');
    assert.equal(server.requests.length, count);
  });

  it('waits no longer than an hour, whatever a server says', async () => {
    server.interrupt({ status: 429, headers: { 'retry-after': '999999999' } });
    const failure = await readIssue(github, { repository: desk, number: 300 }, undefined, signal);
    assert.ok(failure.kind === 'rateLimited' && failure.untilMs <= Date.now() + 3_600_000);
  });

  it('tells an unreachable server, an endless answer and a stop apart', async () => {
    const gone = await startFaultServer(answer(200, '{}'));
    await gone.close();
    const dead = githubClient(githubSite(`${gone.origin}/api/v3`) as GithubSite);
    assert.equal((await dead.get('/x', undefined, signal)).kind, 'unreachable');
    const endless = await startFaultServer((response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const pour = (): void => {
        while (response.write('x'.repeat(65_536)));
      };
      response.on('drain', pour);
      pour();
    });
    try {
      const client = githubClient(githubSite(`${endless.origin}/api/v3`) as GithubSite);
      assert.equal((await client.get('/x', undefined, signal)).kind, 'tooLarge');
      assert.equal((await client.get('/x', undefined, AbortSignal.abort())).kind, 'aborted');
    } finally {
      await endless.close();
    }
  });

  it('sees a private repository with the token only', async () => {
    assert.equal((await readIssue(github, { repository: closet, number: 9 }, undefined, signal)).kind, 'notFound');
    assert.equal((await readIssue(github, { repository: closet, number: 9 }, knownToken, signal)).kind, 'issue');
  });
});
