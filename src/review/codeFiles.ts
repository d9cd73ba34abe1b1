import { isInDependencies } from '../sandbox/dependencyFolders';

/** File names (lower case) whose content a tool executes, or that decide what it executes. */
const runsCode: readonly RegExp[] = [
  /^(?:gnu)?makefile(?:\.(?!md$|txt$)[^.]+)?$/u,
  /\.(?:mk|sh|bash|zsh|fish|ps1|psm1|bat|cmd|gradle|pth)$/u,
  /\.(?:gradle\.kts|csproj|fsproj|vbproj|props|targets)$/u,
  /^(?:cmakelists\.txt|gradlew|mvnw|pom\.xml|build\.rs|cargo\.toml|go\.mod|go\.work|composer\.json)$/u,
  /^(?:setup\.py|setup\.cfg|pyproject\.toml|tox\.ini|noxfile\.py|tasks\.py|fabfile\.py|conftest\.py|pipfile)$/u,
  /^(?:sitecustomize|usercustomize)\.py$/u,
  /^(?:requirements.*\.txt|gemfile|rakefile|justfile|\.justfile|taskfile\.ya?ml|build\.xml|build\.sbt|mix\.exs)$/u,
  /^(?:dockerfile.*|.*\.dockerfile|(?:docker-)?compose.*\.ya?ml|vagrantfile|procfile)$/u,
  /^(?:gulpfile|gruntfile|jakefile|wallaby)\..*$/u,
  /^(?:jest|vitest|vite|webpack|rollup|esbuild|babel|eslint|prettier|stylelint|postcss|karma|playwright|cypress|ava|wdio|tsup|next|nuxt|svelte|astro|metro|nyc|turbo)\.(?:config|conf|workspace)\..*$/u,
  /^\.(?:mocharc|eslintrc|babelrc|prettierrc|stylelintrc|nycrc|lintstagedrc|swcrc|taprc|c8rc).*$/u,
  // Lock files: a changed address brings other code.
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|deno\.lock)$/u,
  /^(?:pipfile\.lock|poetry\.lock|uv\.lock|pdm\.lock|cargo\.lock|gemfile\.lock|composer\.lock|go\.sum|gradle\.lockfile)$/u,
  /^(?:deno\.jsonc?|bunfig\.toml|lerna\.json|nx\.json|pnpm-workspace\.yaml|\.pnp\.[cm]?js)$/u,
  // npm builds a package that has one, Gradle downloads what its wrapper names, and the others run when a tool starts.
  /^(?:binding\.gyp|.*\.gypi?|gradle(?:-wrapper)?\.properties|nuget\.config|\.rprofile|\.gdbinit|\.lldbinit|\.irbrc|\.pryrc)$/u,
  /(?:^(?:module|workspace|build)(?:\.bazel)?$|^\.bazelrc$|\.bzl$|\.nix$|^sconstruct$|^meson\.build$|^package\.swift$|^podfile$)/u,
];

const testFolders = /(?:^|\/)(?:tests?|__tests__|__mocks__|__snapshots__|specs?|e2e|testing|testdata|fixtures)\//u;

const testNames: readonly RegExp[] = [
  /(?:^|[._-])(?:test|tests|spec|specs|e2e)\.[a-z0-9.]+$/u,
  /^test[_-].*\.[a-z0-9]+$/u,
  /_(?:test|spec)\.[a-z0-9]+$/u,
  /(?:test|tests|testcase|spec)\.(?:java|kt|scala|cs|fs|vb|swift|php)$/u,
  /^(?:conftest\.py|pytest\.ini|tox\.ini|phpunit\.xml(?:\.dist)?|testng\.xml|\.rspec|\.coveragerc)$/u,
  /^(?:jest|vitest|karma|playwright|cypress|ava|wdio|nyc|mocha)\.(?:config|conf|workspace|setup).*$/u,
  /^\.(?:mocharc|nycrc|taprc|c8rc).*$/u,
  /\.snap$/u,
];

/** True for a file that a tool executes or that chooses what it executes; `package.json` is judged by its content instead. */
export function isRunByTools(path: string): boolean {
  const name = nameOf(path);
  // What is installed runs with everything that uses it, and nobody reads it.
  return isInDependencies(path) || runsCode.some((pattern) => pattern.test(name));
}

/** True for tests, their data, and the configuration of a test runner. */
export function isTestFile(path: string): boolean {
  const name = nameOf(path);
  return testFolders.test(path.toLowerCase()) || testNames.some((pattern) => pattern.test(name));
}

/** True for the manifest that npm and its kind read. */
export function isPackageManifest(path: string): boolean {
  return nameOf(path) === 'package.json';
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}
