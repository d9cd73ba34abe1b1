import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { applyChanges } from '../../../src/review/applyChanges';
import type { ApplyOutcome, ProposedChange } from '../../../src/review/change';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { undoLatestAccept } from '../../../src/review/journal';
import { proposeChanges } from '../../../src/review/proposeChanges';
import type { TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { temporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { change, contentOf } from './proposedChange';

describe('review/applyChanges, there and back', () => {
  let place: TemporaryWorkspace;
  let journals: string;

  beforeEach(async () => {
    place = await temporaryWorkspace();
    journals = join(place.base, 'journals');
  });
  afterEach(() => place.remove());

  function accept(changes: readonly ProposedChange[]): Promise<ApplyOutcome[]> {
    return applyChanges({
      changes,
      runId: 'run',
      workspaceRoot: place.root,
      port: filesApplyPort(),
      journalFolder: journals,
    });
  }

  it('case 111: rename, edit and delete in any order give one tree, and undo gives the old one back', async () => {
    place.write('old.txt', 'moved');
    place.write('src/edit.txt', 'e');
    place.write('src/gone.txt', 'g');
    const changes = [
      change('old.txt', 'moved', undefined),
      change('deep/er/new.txt', undefined, 'moved'),
      change('src/edit.txt', 'e', 'E'),
      change('src/gone.txt', 'g', undefined),
    ];
    const before = contentOf(place.root);
    let expected: Readonly<Record<string, string>> | undefined;
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(changes, { minLength: changes.length }), async (order) => {
        const outcomes = await accept(order);
        assert.deepEqual(
          outcomes.map(({ path }) => path),
          order.map(({ path }) => path),
        );
        expected ??= contentOf(place.root);
        assert.deepEqual(contentOf(place.root), expected);
        assert.equal((await undoLatestAccept(journals, filesApplyPort())).kind, 'undone');
        assert.deepEqual(contentOf(place.root), before);
      }),
      { numRuns: 12 },
    );
  });

  it('property: any bytes, line ends, marks and encodings come through accept and undo unchanged', async () => {
    const samples = [
      Buffer.from('a\r\nb\nc\r'),
      Buffer.from('\ufeffbom\r\n'),
      Buffer.from([0x63, 0x61, 0x66, 0xe9]),
      Buffer.from([0xff, 0xfe, 0x61, 0x00]),
      Buffer.from([0xed, 0xa0, 0x80]),
      Buffer.alloc(0),
    ];
    const bytes = fc.oneof(
      fc.constantFrom(...samples),
      fc.uint8Array({ maxLength: 40 }).map((raw) => Buffer.from(raw)),
    );
    const maybe = fc.option(bytes, { nil: undefined });
    await fc.assert(
      fc.asyncProperty(maybe, maybe, fc.constantFrom(0o644, 0o600, 0o755), async (base, proposed, mode) => {
        if (base === undefined ? proposed === undefined : proposed !== undefined && base.equals(proposed)) return;
        const file = join(place.root, 'x.dat');
        await rm(file, { force: true });
        if (base !== undefined) writeFileSync(file, base);
        if (base !== undefined) chmodSync(file, mode);
        const before = contentOf(place.root);
        const [outcome] = await accept([change('x.dat', base, proposed)]);
        assert.equal(outcome?.kind, 'applied');
        assert.deepEqual(existsSync(file) ? readFileSync(file) : undefined, proposed);
        await undoLatestAccept(journals, filesApplyPort());
        assert.deepEqual(contentOf(place.root), before);
      }),
      { numRuns: 60 },
    );
  });

  it('the whole way: sandbox, agent edits, proposal, accept, undo', async () => {
    place.write('src/a.ts', 'export const a = 1;\r\n');
    place.write('.git/HEAD', 'ref: refs/heads/main\n');
    mkdirSync(join(place.root, 'empty'));
    const before = contentOf(place.root);
    const tree = await place.sandbox();
    await tree.writeFile('src/a.ts', Buffer.from('export const a = 2;\r\n'));
    await tree.writeFile('src/b.ts', Buffer.from('export const b = 1;\n'));
    assert.deepEqual(contentOf(place.root), before, 'nothing changes before accept');
    const outcomes = await accept(proposeChanges(await tree.touched()));
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ['applied', 'applied'],
    );
    await undoLatestAccept(journals, filesApplyPort());
    assert.deepEqual(contentOf(place.root), before);
  });
});
