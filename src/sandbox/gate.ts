import { relative, sep } from 'node:path';
import { visibleText } from '../base/visibleText';
import { fileErrorReason } from './fileErrors';
import { parseModelPath } from './modelPath';
import { protectionOf } from './protectedPaths';
import { resolveInside } from './resolveInside';
import type { GateOperation, GateVerdict } from './sandboxTree';
import { isSecretPath } from './secretPaths';

/**
 * The one gate. Every path that comes from a model, a patch or a proposal is decided here, right before it is used:
 * its text, what it is called, and where its links lead at this moment. Whatever goes wrong inside denies.
 * `resolve` is a parameter only so that tests can make it fail.
 */
export async function authorize(
  root: string,
  path: string,
  operation: GateOperation,
  resolve: typeof resolveInside = resolveInside,
): Promise<GateVerdict> {
  try {
    const parsed = parseModelPath(path);
    if (parsed.kind === 'refused') return denied(path, parsed.reason);
    const resolved = await resolve(root, parsed.path);
    if (resolved.kind === 'outside') {
      return denied(path, `it is a link to ${visibleText(resolved.target)}, outside the workspace folder`);
    }
    const realPath = relative(resolved.realRoot, resolved.absolutePath).split(sep).join('/');
    const refusal = refusalByName([parsed.path, realPath], operation);
    if (refusal !== undefined) return denied(path, refusal);
    if (realPath === '') return denied(path, 'it leads to the workspace folder itself');
    if (operation === 'delete' && resolved.isLink) return denied(path, 'it is a link, and links are not deleted');
    const sensitive = [parsed.path, realPath].some((name) => protectionOf(name) === 'sensitive');
    return { kind: 'allowed', path: parsed.path, absolutePath: resolved.absolutePath, sensitive };
  } catch (error) {
    return denied(path, `it could not be checked (${fileErrorReason(error)})`);
  }
}

/** Both names count: the one that was asked for, and the one it leads to. */
function refusalByName(names: readonly string[], operation: GateOperation): string | undefined {
  if (names.some((name) => protectionOf(name) === 'forbidden')) return 'git data and Gavel data are never touched';
  if (operation === 'read' && names.some(isSecretPath)) return 'it usually holds secrets, which no model may read';
  return undefined;
}

function denied(path: unknown, reason: string): GateVerdict {
  const shown =
    typeof path === 'string'
      ? visibleText(path)
          .replace(/[\n\t]/gu, ' ')
          .slice(0, 200)
      : 'This path';
  return { kind: 'denied', reason: `"${shown}" is not allowed: ${reason}.` };
}
