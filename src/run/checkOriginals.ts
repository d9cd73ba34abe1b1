import type { ProposedChange } from '../review/change';
import type { SandboxTree } from '../sandbox/sandboxTree';
import type { Flow } from './flow';
import { checkIn } from './workshop';

/**
 * Runs the check with the tests and their configuration as they were before the work, when the agent changed any: a green
 * that needs other tests is not the same green. Afterwards the sandbox holds the proposal again.
 */
export async function checkOriginals(
  flow: Flow,
  tree: SandboxTree,
  changes: readonly ProposedChange[],
  label: string,
): Promise<void> {
  const tests = changes.filter(({ flags }) => flags.includes('testChanged'));
  const verdict = flow.state().attempts.at(-1)?.check?.verdict;
  const ran = verdict !== undefined && ['passed', 'failed', 'flaky', 'noTests'].includes(verdict);
  if (tests.length === 0 || !ran || flow.stopped()) return;
  const put = async (version: 'base' | 'proposed'): Promise<void> => {
    for (const { path, [version]: bytes } of tests) {
      if (bytes === undefined) await tree.deleteFile(path);
      else await tree.writeFile(path, bytes);
    }
  };
  await put('base');
  const result = await checkIn(flow, tree, label, flow.signal);
  await put('proposed');
  flow.dispatch({ type: 'originalsChecked', paths: tests.map(({ path }) => path), result });
}
