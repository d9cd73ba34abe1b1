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
  '.woodpecker',
  '.semaphore',
  '.tekton',
  '.azure-pipelines',
  '.opencode',
  '.copilot',
  '.amazonq',
  '.qwen',
  '.junie',
  '.trae',
  '.augment',
  '.githooks',
  '.mise',
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
  /^(?:azure-pipelines.*|cloudbuild|buildspec|\.overcommit)\.ya?ml$/u,
  /^opencode\.jsonc?$/u,
  /^\.(?:crush|simple-git-hooks)\.json$/u,
];

/** What a forge keeps below its folder that runs or tells nobody what to do: forms for people. */
const harmlessForgeFolders = new Set(['issue_template', 'discussion_template', 'pull_request_template']);

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
    (folder, index) => isForgeSetting(folder, names[index + 1] ?? '') || isHookFolder(folder, names[index + 1]),
  );
}

/** Workflows, actions, hooks, agents, prompts and instructions alike: everything below the folder but templates and single files. */
function isForgeSetting(folder: string, below: string): boolean {
  if (!/^\.(?:github|gitea|forgejo)$/u.test(folder)) return false;
  return below !== '' && !harmlessForgeFolders.has(below) && !/\.(?:md|ya?ml|json|txt)$/u.test(below);
}

function isHookFolder(folder: string, below: string | undefined): boolean {
  return folder === '.config' && below === 'husky';
}
