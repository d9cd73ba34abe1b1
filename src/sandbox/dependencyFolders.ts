import { isSecretPath } from './secretPaths';

const installed = /(?:^|\/)(?:node_modules|\.venv|venv|vendor\/bundle)(?:\/|$)/u;
const outermost = /^(?:.*?\/)??(?:node_modules|\.venv|venv|vendor\/bundle)(?=\/|$)/u;
const generated = /(?:^|\/)(?:generated|__generated__|\.generated|gen)\/$/u;

/** True for installed dependencies and everything in them: the check needs them, a model does not see them. */
export function isInDependencies(path: string): boolean {
  return installed.test(path);
}

/** True for the folder itself, not for what is in it. A trailing slash does not matter. */
export function isDependencyFolder(path: string): boolean {
  const folder = path.replace(/\/$/u, '');
  return installed.test(folder) && !installed.test(folder.slice(0, folder.lastIndexOf('/') + 1).replace(/\/$/u, ''));
}

/** The outermost dependency folder that a path lies in or is, without a slash at its end; undefined outside of any. */
export function dependencyFolderOf(path: string): string | undefined {
  return outermost.exec(path)?.[0];
}

/** Settings made for test runs. The other environment files are those of a real service. */
const testEnvironment = /(?:^|\/)\.env\.(?:test|testing|ci)(?:\.[\w.-]+)?$/u;

/**
 * Which ignored entries a check usually needs: installed dependencies, generated sources, and single files such as
 * `.env.test` (large ones are left out when their size is known). Build output and caches stay behind, and so do ignored
 * keys: code that a model wrote runs in the check, and what it prints goes to models.
 */
export function isKeptThoughIgnored(entry: string): boolean {
  if (!entry.endsWith('/')) return testEnvironment.test(entry) || !isSecretPath(entry);
  return isInDependencies(entry) || generated.test(entry);
}

/** The interpreter links of a Python environment: they lead outside by design, and without them it does not start. */
export function isInterpreterLink(path: string): boolean {
  return /(?:^|\/)\.?venv\/bin\/python[\d.]*$/u.test(path);
}
