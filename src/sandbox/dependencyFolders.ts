const installed = /(?:^|\/)(?:node_modules|\.venv|venv|vendor\/bundle)(?:\/|$)/u;
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

/**
 * Which ignored entries a check usually needs: installed dependencies, generated sources, and single files such as
 * `.env.test` (large ones are left out when their size is known). Build output and caches stay behind.
 */
export function isKeptThoughIgnored(entry: string): boolean {
  if (!entry.endsWith('/')) return true;
  return isInDependencies(entry) || generated.test(entry);
}

/** The interpreter links of a Python environment: they lead outside by design, and without them it does not start. */
export function isInterpreterLink(path: string): boolean {
  return /(?:^|\/)\.?venv\/bin\/python[\d.]*$/u.test(path);
}
