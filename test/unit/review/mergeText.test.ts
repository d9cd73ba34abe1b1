import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { mergeText } from '../../../src/review/mergeText';

function merge(base: string, current: string, proposed: string): string {
  const outcome = mergeText(Buffer.from(base), Buffer.from(current), Buffer.from(proposed));
  return outcome.kind === 'merged' ? outcome.bytes.toString() : outcome.kind;
}

describe('review/mergeText', () => {
  it('case 91: replays the change on what a person edited meanwhile', () => {
    assert.equal(merge('a\nb\nc\nd\ne\n', 'A\nb\nc\nd\ne\n', 'a\nb\nc\nd\nE\n'), 'A\nb\nc\nd\nE\n');
    assert.equal(merge('a\nb\nc\n', 'a\nX\nc\n', 'a\nY\nc\n'), 'conflict');
    assert.equal(merge('a\nb\nc\n', 'a\nX\nc\n', 'a\nX\nc\n'), 'a\nX\nc\n');
  });

  it('case 98: keeps each line end, a missing last one, and a byte order mark', () => {
    assert.equal(merge('\ufeffa\r\nb\nc\r\nd', '\ufeffA\r\nb\nc\r\nd', '\ufeffa\r\nb\nc\r\nD'), '\ufeffA\r\nb\nc\r\nD');
    assert.equal(merge('a\nb\nc\nd\n', 'a\r\nb\r\nc\r\nd\r\n', 'a\nb\nc\nD\n'), 'conflict');
  });

  it('case 99: never merges bytes that are not UTF-8 text', () => {
    const latin = Buffer.from([0x61, 0xe9, 0x0a]);
    assert.equal(mergeText(latin, latin, Buffer.from('a')).kind, 'unmergeable');
    assert.equal(mergeText(Buffer.from('a'), Buffer.from('a\0'), Buffer.from('b')).kind, 'unmergeable');
  });

  it('says no instead of stalling on a very long file', () => {
    const long = Buffer.from('x\n'.repeat(30_000));
    assert.equal(mergeText(long, Buffer.concat([long, Buffer.from('y')]), Buffer.from('z')).kind, 'unmergeable');
  });

  it('says no instead of stalling on many equal lines, and merges them where the edits are few', () => {
    const blank = (count: number): string => '\n'.repeat(count);
    // Alternating, so that nothing is common at the edges.
    const ours = Buffer.from(`mine\n${blank(4000)}mine\n`);
    assert.equal(mergeText(Buffer.from(blank(4000)), ours, Buffer.from(`${blank(3999)}x\n`)).kind, 'unmergeable');
    const lines = (middle: string): string => `${blank(4000)}a\n${middle}\nz\n${blank(4000)}`;
    assert.equal(merge(lines('b\nc\nd'), lines('B\nc\nd'), lines('b\nc\nD')), lines('B\nc\nD'));
  });

  it('property: with one side unchanged the other side is the result', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\r\n', 'c', '\n', 'ü\n'), { maxLength: 12 })
      .map((lines) => lines.join(''));
    fc.assert(
      fc.property(text, text, (base, other) => {
        assert.equal(merge(base, other, base), other);
        assert.equal(merge(base, base, other), other);
      }),
    );
  });

  it('agrees with git merge-file wherever that finds no conflict', async function () {
    this.timeout(20_000);
    const folder = mkdtempSync(join(tmpdir(), 'gavel-test-'));
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 4, maxLength: 14 });
    const edit = fc.array(fc.tuple(fc.nat(13), fc.constantFrom('X', 'Y', undefined)), { maxLength: 2 });
    const apply = (text: readonly string[], edits: readonly (readonly [number, string | undefined])[]): string =>
      text
        .flatMap((line, index) => {
          const found = edits.find(([at]) => at === index);
          return found === undefined ? [line] : found[1] === undefined ? [] : [found[1], line];
        })
        .map((line) => `${line}\n`)
        .join('');
    try {
      fc.assert(
        fc.property(lines, edit, edit, (text, mine, theirs) => {
          const [base, current, proposed] = [apply(text, []), apply(text, mine), apply(text, theirs)];
          const ours = merge(base, current, proposed);
          if (ours === 'conflict') return;
          for (const [name, content] of [
            ['base', base],
            ['current', current],
            ['proposed', proposed],
          ] as const) {
            writeFileSync(join(folder, name), content);
          }
          let git: string;
          try {
            git = execFileSync('git', ['merge-file', '-p', 'current', 'base', 'proposed'], {
              cwd: folder,
              encoding: 'utf8',
              stdio: ['ignore', 'pipe', 'ignore'],
            });
          } catch {
            return;
          }
          assert.equal(ours, git);
        }),
        { numRuns: 100 },
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
