import assert from 'node:assert/strict';
import { githubSite } from '../../../../src/tasks/github/githubSite';
import { readIssueAddress, repositoryOfRemote } from '../../../../src/tasks/github/issueAddress';
import { issueArgument } from '../../../../src/tasks/github/issueArgument';
import { pathsNamedIn } from '../../../../src/tasks/pathsNamedIn';

const repository = { owner: 'octo', name: 'desk.js' };

describe('tasks/github/issueAddress', () => {
  for (const [typed, expected] of [
    ['12', { number: 12 }],
    [' #12 ', { number: 12 }],
    ['octo/desk.js#12', { repository, number: 12 }],
    ['https://github.com/octo/desk.js/issues/12', { repository, number: 12 }],
    ['https://github.com/octo/desk.js/issues/12#issuecomment-9', { repository, number: 12 }],
    ['http://www.github.com/octo/desk.js/pull/12/', { repository, number: 12 }],
    ['https://github.com.evil.example/octo/desk.js/issues/12', undefined],
    ['https://github.com@evil.example/octo/desk.js/issues/12', undefined],
    ['https://gitlab.com/octo/desk.js/issues/12', undefined],
    ['https://github.com/octo/desk.js/issues/12/extra', undefined],
    ['https://github.com/octo/../issues/12', undefined],
    ['octo/desk.js', undefined],
    ['../..#12', undefined],
    ['0', undefined],
    ['-1', undefined],
    ['12e3', undefined],
    ['99999999999999999999', undefined],
    ['', undefined],
  ] as const) {
    it(`reads "${typed}"`, () => assert.deepEqual(readIssueAddress(typed, 'github.com'), expected));
  }

  for (const [remote, expected] of [
    ['https://github.com/octo/desk.js.git', repository],
    ['https://github.com/octo/desk.js', repository],
    ['https://me:secret@github.com/octo/desk.js.git/', repository],
    ['git@github.com:octo/desk.js.git', repository],
    ['ssh://git@github.com:22/octo/desk.js.git', repository],
    ['ssh://git@ssh.github.com:443/octo/desk.js', repository],
    ['git://github.com/octo/desk.js', repository],
    ['https://gitlab.com/octo/desk.js', undefined],
    ['https://github.com.evil.example/octo/desk.js', undefined],
    ['/home/me/desk.js', undefined],
    ['C:\\repos\\desk.js', undefined],
    ['ext::sh -c "touch marker"', undefined],
    ['file:///github.com/octo/desk.js', undefined],
    ['https://github.com/octo/desk.js/extra', undefined],
    ['https://github.com/../x', undefined],
    ['', undefined],
  ] as const) {
    it(`reads the remote "${remote}"`, () => assert.deepEqual(repositoryOfRemote(remote, 'github.com'), expected));
  }

  it('knows companies’ own GitHubs by the address of their API, under the rules of all addresses', () => {
    const host = (url: string): unknown => {
      const site = githubSite(url);
      return site.kind === 'ok' ? `${site.webHost} ${site.provider}` : site.kind;
    };
    assert.equal(host('https://api.github.com'), 'github.com github');
    assert.equal(host('https://api.github.com/'), 'github.com github');
    assert.equal(host('https://git.example.com/api/v3'), 'git.example.com github-enterprise');
    assert.equal(host('https://api.octo.ghe.com'), 'octo.ghe.com github-enterprise');
    assert.equal(host('http://127.0.0.1:4000/api/v3'), '127.0.0.1:4000 github-enterprise');
    for (const refused of [
      'http://api.github.com',
      'https://me:x@api.github.com',
      'https://169.254.169.254',
      'file:///x',
      '',
    ])
      assert.equal(host(refused), 'refused', refused);
  });

  it('reads the object of another extension defensively', () => {
    const url = 'https://github.com/octo/desk.js/issues/12';
    const of = (argument: unknown): unknown => issueArgument(argument, 'github.com');
    assert.deepEqual(of({ number: 12, html_url: url }), { repository, number: 12 });
    assert.deepEqual(of({ issueModel: { number: 12, html_url: url } }), { repository, number: 12 });
    assert.deepEqual(of({ number: 12 }), { number: 12 });
    const throwing = Object.defineProperty({ number: 12 }, 'html_url', {
      get: () => {
        throw new Error('broken');
      },
    });
    assert.deepEqual(of(throwing), { number: 12 });
    for (const none of [
      undefined,
      null,
      'x',
      {},
      [],
      { number: '12' },
      { number: Number.NaN },
      { number: 12, html_url: 'https://evil.example/octo/desk.js/issues/12' },
      { number: 12, html_url: 5 },
    ])
      assert.equal(of(none), undefined, JSON.stringify(none));
  });
});

describe('tasks/pathsNamedIn', () => {
  const files = ['src/total.js', 'src/a/b.ts', 'README.md', 'index'];

  it('finds files of the workspace by name, with their lines', () => {
    const text =
      'At /home/me/app/src/total.js:12:3 and https://x/blob/main/src/a/b.ts#L7, see README.md. The index is fine.';
    assert.deepEqual(pathsNamedIn(text, files), [
      { path: 'src/total.js', startLine: 12, endLine: 12 },
      { path: 'src/a/b.ts', startLine: 7, endLine: 7 },
      { path: 'README.md' },
    ]);
  });

  it('points at nothing that is not listed, and reads long lines quickly', () => {
    assert.deepEqual(pathsNamedIn('.env ../../etc/passwd .git/config', files), []);
    assert.deepEqual(pathsNamedIn('a/'.repeat(200_000), files), []);
    assert.deepEqual(pathsNamedIn('a'.repeat(400_000), files), []);
  });
});
