import assert from 'node:assert/strict';
import fc from 'fast-check';
import { authorize } from '../../../src/sandbox/gate';
import { protectionOf } from '../../../src/sandbox/protectedPaths';
import { isSecretPath } from '../../../src/sandbox/secretPaths';
import type { TemporaryWorkspace } from './temporaryWorkspace';
import { temporaryWorkspace } from './temporaryWorkspace';

const forbidden = ['.git', '.git/config', '.git/hooks/pre-commit', 'sub/.git', 'a/b/.git/index'];

const sensitive = [
  ...[
    '.vscode/settings.json',
    '.vscode/tasks.json',
    'pkg/.vscode/launch.json',
    'my.code-workspace',
    '.idea/workspace.xml',
  ],
  ...['.devcontainer/devcontainer.json', '.devcontainer/Dockerfile', 'devcontainer.json', '.devcontainer.json'],
  ...['.github/workflows/ci.yml', '.github/actions/x/action.yml', '.gitlab-ci.yml', '.husky/pre-commit', '.gitmodules'],
  ...[
    '.gitattributes',
    '.npmrc',
    '.yarnrc',
    '.yarnrc.yml',
    '.envrc',
    '.mcp.json',
    '.cursor/mcp.json',
    '.cursor/rules/a.md',
  ],
  ...[
    '.claude/settings.json',
    '.roo/rules.md',
    '.clinerules',
    '.clinerules/a.md',
    'AGENTS.md',
    'CLAUDE.md',
    'docs/AGENTS.md',
  ],
  ...['.github/hooks/h.json', '.github/agents/a.md', '.github/prompts/p.md', '.github/instructions/i.md'],
  ...['.woodpecker/a.yml', '.tekton/p.yaml', 'azure-pipelines-pr.yml', 'cloudbuild.yaml', 'buildspec.yml'],
  ...['opencode.json', '.opencode/agent/a.md', '.crush.json', '.copilot/mcp-config.json', '.amazonq/rules/a.md'],
  ...['.githooks/pre-commit', '.config/husky/pre-push', '.simple-git-hooks.json', '.mise/config.toml'],
  ...['.bashrc', '.zshrc', '.profile', '.bash_profile', '.zshenv', 'nested.git/config', 'x/HEAD'],
];

const ordinary = [
  ...[
    'src/index.ts',
    '.github/ISSUE_TEMPLATE.md',
    '.github/ISSUE_TEMPLATE/bug.md',
    '.gitignore',
    '.editorconfig',
    'git/config',
    'gitlab-ci.md',
  ],
  ...['docs/agents-guide.md', 'vscode/settings.json', 'test/.gitkeep', 'README.md', '日本/ü.ts'],
];

const secrets = [
  ...[
    '.env',
    '.env.local',
    'app/.env.production',
    'prod.env',
    'server.pem',
    'tls/private.key',
    'id_rsa',
    'keys/id_ed25519',
  ],
  ...['.npmrc', '.netrc', '.pypirc', '.git-credentials', '.aws/credentials', '.ssh/config', '.kube/config'],
  ...[
    'credentials.json',
    'google-credentials.json',
    'client_secret_1.json',
    'service-account.json',
    'my-service-account-key.json',
  ],
  ...['.docker/config.json', 'terraform.tfstate', 'x-firebase-adminsdk-1.json', '.envrc'],
];

const readable = ['.env.example', '.env.sample', 'src/environment.ts', 'id_rsa.pub', 'key.ts', 'pem.md', 'config.json'];

/** Ways to write one name so that some file system reads it as another. */
const disguises: readonly ((path: string) => string)[] = [
  (path) => path.toUpperCase(),
  (path) => path.replace(/[a-z]/gu, (letter, index: number) => (index % 2 === 0 ? letter.toUpperCase() : letter)),
  (path) => path.normalize('NFD'),
  (path) => path.replace(/[!-.0-~]/gu, (letter) => String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xfee0)),
  (path) => path.replace('g', 'g\u200c'),
  (path) => path.replace('.', '.\u00ad'),
  (path) => `./${path}`,
  (path) => `x/../${path}`,
  (path) => path.replace('/', '//'),
  (path) => `${path}/`,
];

describe('sandbox/protectedPaths', () => {
  let place: TemporaryWorkspace;
  before(async () => {
    place = await temporaryWorkspace();
  });
  after(() => place.remove());

  it('case 37: git data is denied for everything, at any depth', async () => {
    for (const path of forbidden) {
      for (const operation of ['read', 'write', 'delete'] as const) {
        assert.equal((await authorize(place.root, path, operation)).kind, 'denied', `${operation} ${path}`);
      }
    }
  });

  it('case 37: paths that make tools run something need their own accept', async () => {
    for (const path of sensitive) {
      for (const operation of ['write', 'delete'] as const) {
        const verdict = await authorize(place.root, path, operation);
        assert.equal(verdict.kind === 'allowed' && verdict.sensitive, true, `${operation} ${path}`);
      }
    }
    for (const path of ordinary) {
      const verdict = await authorize(place.root, path, 'write');
      assert.equal(verdict.kind === 'allowed' && !verdict.sensitive, true, path);
    }
  });

  it('case 38: a disguised name gets the same verdict or a stricter one', async () => {
    for (const disguise of disguises) {
      for (const path of forbidden) {
        assert.equal((await authorize(place.root, disguise(path), 'write')).kind, 'denied', disguise(path));
      }
      for (const path of sensitive) {
        const verdict = await authorize(place.root, disguise(path), 'write');
        assert.ok(verdict.kind === 'denied' || verdict.sensitive, disguise(path));
      }
    }
    for (const path of [...forbidden, ...sensitive].filter((name) => name.includes('/'))) {
      assert.equal((await authorize(place.root, path.replaceAll('/', '\\'), 'write')).kind, 'denied');
    }
  });

  it('property: no mixture of disguises opens git data', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...forbidden),
        fc.array(fc.constantFrom(...disguises.slice(0, 6)), { maxLength: 4 }),
        (path, steps) => {
          assert.equal(protectionOf(steps.reduce((name, step) => step(name), path)), 'forbidden');
        },
      ),
    );
  });

  it('case 77: files that usually hold secrets are not read, and their examples are', async () => {
    for (const path of secrets) {
      assert.ok(isSecretPath(path), path);
      const verdict = await authorize(place.root, path, 'read');
      assert.equal(verdict.kind, 'denied', path);
      assert.match(verdict.reason, /secrets/u);
    }
    for (const path of readable) assert.equal((await authorize(place.root, path, 'read')).kind, 'allowed', path);
  });
});
