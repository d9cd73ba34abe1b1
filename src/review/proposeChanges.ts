import { visibleText } from '../base/visibleText';
import type { TouchedFile } from '../sandbox/sandboxTree';
import type { ChangeFlag, ProposedChange } from './change';
import { isPackageManifest, isRunByTools, isTestFile } from './codeFiles';
import { hunksOf } from './hunks';
import type { LineChanges } from './lineChanges';
import { lineChanges } from './lineChanges';
import { hasLookalike, latinWords, mayPose } from './lookalikes';
import { type AgreedWork, isOutsidePlan } from './outsidePlan';
import { compareManifests } from './packageManifest';
import { decodeText, sameBytes } from './textBytes';

/**
 * What the agent left in the sandbox, as files to decide on, in the order of `touched`. Untouched and vanished files drop
 * out. Without `agreed` nothing is outside the plan.
 */
export function proposeChanges(touched: readonly TouchedFile[], agreed?: AgreedWork): ProposedChange[] {
  return touched.filter((file) => !sameBytes(file.base, file.current)).map((file) => proposeChange(file, agreed));
}

function proposeChange(file: TouchedFile, agreed: AgreedWork | undefined): ProposedChange {
  const { path, base, current } = file;
  const before = base === undefined ? '' : decodeText(base);
  const after = current === undefined ? '' : decodeText(current);
  const hunks = before === undefined || after === undefined ? undefined : hunksOf(before, after);
  const changes = hunks === undefined ? undefined : lineChanges(hunks);
  const modified = base !== undefined && current !== undefined;
  return {
    path,
    kind: modified ? 'modified' : base === undefined ? 'created' : 'deleted',
    base,
    proposed: current,
    additions: changes?.additions ?? 0,
    deletions: changes?.deletions ?? 0,
    hunks: modified ? (hunks ?? []) : [],
    flags: flagsOf(file, changes, { before: before ?? '', after: after ?? '' }, agreed),
    ...(file.mode !== undefined && { mode: file.mode }),
  };
}

function flagsOf(
  file: TouchedFile,
  changes: LineChanges | undefined,
  { before, after }: { readonly before: string; readonly after: string },
  agreed: AgreedWork | undefined,
): readonly ChangeFlag[] {
  const { path } = file;
  const manifest = isPackageManifest(path) ? compareManifests(textOf(file.base), textOf(file.current)) : undefined;
  const added = changes?.addedLines ?? [];
  const known = mayPose(path) || added.some(mayPose) ? latinWords(`${before}\n${after}`) : new Set<string>();
  const raised: Record<ChangeFlag, boolean> = {
    sensitive: file.sensitive,
    hiddenText: visibleText(path) !== path || added.some((line) => hidesSomething(line, before)),
    lookalike: hasLookalike(path, known) || added.some((line) => hasLookalike(line, known)),
    runsCode: isRunByTools(path) || manifest?.runsCode === true || ((file.mode ?? 0) & 0o111) !== 0,
    testChanged: isTestFile(path) || manifest?.testChanged === true,
    outsidePlan: agreed !== undefined && isOutsidePlan(path, agreed),
    binary: changes === undefined,
  };
  return (Object.keys(raised) as ChangeFlag[]).filter((flag) => raised[flag]);
}

/** A byte order mark that was there before is part of the file, not of the change. */
function hidesSomething(line: string, before: string): boolean {
  const shown = before.startsWith('\ufeff') ? line.replace(/^\ufeff/u, '') : line;
  return visibleText(shown) !== shown;
}

function textOf(bytes: Buffer | undefined): string | undefined {
  // Not text: an unparsable manifest, which is judged as the worst.
  return bytes === undefined ? undefined : (decodeText(bytes) ?? '');
}
