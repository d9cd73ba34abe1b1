import { visibleText } from '../base/visibleText';
import type { TouchedFile } from '../sandbox/sandboxTree';
import type { ChangeFlag, ProposedChange } from './change';
import { isPackageManifest, isRunByTools, isTestFile } from './codeFiles';
import type { LineChanges } from './lineChanges';
import { lineChanges } from './lineChanges';
import { compareManifests } from './packageManifest';
import { decodeText, sameBytes } from './textBytes';

/** What the agent left in the sandbox, as files to decide on, in the order of `touched`. Untouched and vanished files drop out. */
export function proposeChanges(touched: readonly TouchedFile[]): ProposedChange[] {
  return touched.filter((file) => !sameBytes(file.base, file.current)).map(proposeChange);
}

function proposeChange(file: TouchedFile): ProposedChange {
  const { path, base, current } = file;
  const before = base === undefined ? '' : decodeText(base);
  const after = current === undefined ? '' : decodeText(current);
  const isText = before !== undefined && after !== undefined;
  const changes = isText ? lineChanges(before, after) : undefined;
  return {
    path,
    kind: base === undefined ? 'created' : current === undefined ? 'deleted' : 'modified',
    base,
    proposed: current,
    additions: changes?.additions ?? 0,
    deletions: changes?.deletions ?? 0,
    flags: flagsOf(file, changes, before ?? ''),
  };
}

function flagsOf(file: TouchedFile, changes: LineChanges | undefined, before: string): readonly ChangeFlag[] {
  const manifest = isPackageManifest(file.path) ? compareManifests(textOf(file.base), textOf(file.current)) : undefined;
  const raised: Record<ChangeFlag, boolean> = {
    sensitive: file.sensitive,
    testChanged: isTestFile(file.path) || manifest?.testChanged === true,
    runsCode: isRunByTools(file.path) || manifest?.runsCode === true,
    binary: changes === undefined,
    hiddenText: changes !== undefined && changes.addedLines.some((line) => hidesSomething(line, before)),
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
