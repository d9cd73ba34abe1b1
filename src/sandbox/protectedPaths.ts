import { canonicalNames } from './canonicalNames';
import { isSecretPath } from './secretPaths';

/** `forbidden`: for nobody and nothing. `sensitive`: only with its own explicit accept. */
export type Protection = 'forbidden' | 'sensitive' | 'ordinary';

/** Never touched, at any depth: git's own data, and a folder name kept for Gavel. */
const forbiddenNames = new Set(['.git', '.gavel']);

/** Folders whose files make an editor, an agent, a hook or a CI run something. */
const sensitiveFolders = new Set([
  '.vscode',
  '.idea',
  '.vs',
  '.fleet',
  '.zed',
  '.devcontainer',
  '.husky',
  '.lefthook',
  '.circleci',
  '.buildkite',
  '.gitlab',
  '.cursor',
  '.claude',
  '.roo',
  '.continue',
  '.windsurf',
  '.codex',
  '.gemini',
  '.kiro',
  '.agents',
  '.direnv',
  '.cargo',
  '.mvn',
  '.yarn',
  '.bundle',
  '.hg',
  '.svn',
  '.jj',
]);

const sensitiveNames: readonly RegExp[] = [
  /\.code-workspace$/u,
  /^\.?devcontainer\.json$/u,
  /^\.git(?:modules|attributes|config)$/u,
  /^\.gitlab-ci.*\.ya?ml$/u,
  /^(?:\.travis|\.drone|\.appveyor|appveyor|azure-pipelines|bitbucket-pipelines|\.woodpecker|\.cirrus)\.ya?ml$/u,
  /^jenkinsfile/u,
  /^\.(?:npmrc|yarnrc.*|pnpmfile\.c?js|envrc|netrc|pypirc)$/u,
  /^\.?mcp\.json$/u,
  /^\.(?:cline|aider|cursor|windsurf|roo).*$/u,
  /^(?:agents|claude|gemini|copilot-instructions)(?:\.local)?\.md$/u,
  /^\.(?:bashrc|bash_profile|bash_login|bash_logout|bash_aliases|profile|zshrc|zshenv|zprofile|zlogin|zlogout)$/u,
  /^\.(?:kshrc|cshrc|tcshrc|login|inputrc|vimrc|exrc|nvimrc|nvim\.lua|emacs|dir-locals\.el)$/u,
  /^config\.fish$/u,
  /^\.pre-commit-config\.ya?ml$/u,
  /^\.?lefthook(?:-local)?\.(?:ya?ml|toml|json)$/u,
  /^\.?mise(?:\.local)?\.toml$/u,
];

const workflowFolders = new Set(['workflows', 'actions']);

/** How a path is protected, whatever its case, normal form or invisible characters. Ours, after published attacks on agents. */
export function protectionOf(path: string): Protection {
  const names = canonicalNames(path);
  if (names.some((name) => forbiddenNames.has(name))) return 'forbidden';
  return isSensitive(names) || isSecretPath(path) ? 'sensitive' : 'ordinary';
}

function isSensitive(names: readonly string[]): boolean {
  const name = names.at(-1) ?? '';
  if (names.some((folder) => sensitiveFolders.has(folder) || folder.startsWith('.cline'))) return true;
  if (sensitiveNames.some((pattern) => pattern.test(name))) return true;
  // A folder that looks like a bare repository runs its config and hooks as soon as somebody uses git below it.
  if (name === 'head' || names.some((folder) => folder.endsWith('.git'))) return true;
  return names.some(
    (folder, index) => /^\.(?:github|gitea|forgejo)$/u.test(folder) && workflowFolders.has(names[index + 1] ?? ''),
  );
}
