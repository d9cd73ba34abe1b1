import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import pLimit from 'p-limit';
import { filesApplyPort } from '../../../src/review/filesApplyPort';
import { finishAccept, type InterruptedAccept, interruptedAccepts } from '../../../src/review/interruptedAccept';
import { undoLatestAccept } from '../../../src/review/journal';
import { temporaryWorkspace, type TemporaryWorkspace } from '../sandbox/temporaryWorkspace';
import { makeLivelyRepository } from './livelyRepository';
import { contentOf } from './proposedChange';
import { becomesFolder, writeTwentyFiles } from './twentyFiles';

/** Spread over all steps; GAVEL_KILL_ROUNDS=200 kills at every single one, and a second time in the midst of writes. */
const rounds = Number(process.env['GAVEL_KILL_ROUNDS'] ?? '40');
const undoRounds = Math.ceil(rounds / 8);

type Tree = Readonly<Record<string, string>>;

/** What a killed process leaves does not depend on the disk, and thousands of flushes do: memory where there is some. */
function inMemory(): string {
  return existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
}

/** Names, modes and short hashes, so that a failure can be read. */
function treeOf(folder: string): Tree {
  const short = (content: string): string => createHash('sha256').update(content).digest('hex').slice(0, 12);
  return Object.fromEntries(Object.entries(contentOf(folder)).map(([path, content]) => [path, short(content)]));
}

interface Round {
  readonly root: string;
  readonly journals: string;
}

/**
 * A real process that is really killed: before each step that changes the disk, and in the midst of writes. The workspace
 * is a repository, and every comparison is one of the whole folder with `.git`.
 */
describe('review/accept, killed', function () {
  this.timeout(1_200_000);
  const port = filesApplyPort();
  let place: TemporaryWorkspace;
  let program: string;
  let oldTree: Tree;
  let newTree: Tree;
  let steps: number;

  before(async () => {
    place = await temporaryWorkspace(inMemory());
    writeTwentyFiles(place.root);
    makeLivelyRepository(place);
    program = join(place.base, 'accept.cjs');
    const entryPoints = [join(import.meta.dirname, 'acceptUntilKilled.ts')];
    await build({ entryPoints, outfile: program, bundle: true, platform: 'node', format: 'cjs', logLevel: 'silent' });
    const round = newRound('whole');
    oldTree = treeOf(round.root);
    const { code, output } = await run(round, 'accept', {});
    assert.equal(code, 0);
    steps = Number(output);
    newTree = treeOf(round.root);
    const changed = (path: string): boolean => oldTree[path] !== newTree[path];
    const differing = Object.keys({ ...oldTree, ...newTree }).filter(changed);
    // 20 files and the two folders they need; nothing of `.git`, nothing staged, put aside or lying about.
    assert.deepEqual(
      differing.filter((path) => /^(?:\.git|kept|ignored)\b/u.test(path)),
      [],
    );
    assert.equal(differing.length, 20 + 3, differing.join(' '));
    assert.ok('.git/refs/stash' in newTree && '.git/index' in newTree);
  });
  after(() => place.remove());

  function newRound(name: string): Round {
    const root = join(place.base, name, 'workspace');
    cpSync(place.root, root, { recursive: true, preserveTimestamps: true });
    return { root, journals: join(place.base, name, 'journals') };
  }

  async function run(
    { root, journals }: Round,
    what: 'accept' | 'undo',
    env: Readonly<Record<string, string>>,
  ): Promise<{ readonly code: number | null; readonly signal: string | null; readonly output: string }> {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(process.execPath, [program, root, journals, what], { env, stdio: [...stdio] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    return { code, signal, output };
  }

  /** The child dies at this step; what it leaves must be the old or the new version of each file, whole. */
  async function kill(round: Round, what: 'accept' | 'undo', step: number, mode: string): Promise<void> {
    const { signal } = await run(round, what, { KILL_STEP: String(step), KILL_MODE: mode });
    assert.equal(signal, 'SIGKILL', `step ${step}`);
    const tree = treeOf(round.root);
    for (const [path, content] of Object.entries(tree)) {
      if (/(?:^|\/)\.gavel-[0-9a-f]{16}\.tmp$/u.test(path)) continue;
      assert.ok(content === oldTree[path] || content === newTree[path], `${path} is torn at step ${step}, ${mode}`);
    }
    for (const path of Object.keys(oldTree).filter((name) => name in newTree && name !== becomesFolder)) {
      assert.ok(path in tree, `${path} is lost at step ${step}, ${mode}`);
    }
  }

  /** What the next start would find, held against the disk. */
  async function found(round: Round): Promise<InterruptedAccept | undefined> {
    const [accept, ...more] = await interruptedAccepts(round.journals, port, round.root);
    assert.deepEqual(more, []);
    if (accept === undefined) return undefined;
    const tree = treeOf(round.root);
    assert.ok(!Object.keys(tree).some((path) => path.includes('.gavel-')), 'temporary files are swept');
    assert.deepEqual(accept.changedSince, []);
    assert.equal(accept.asBefore.length + accept.asAccepted.length, 20);
    for (const path of accept.asBefore) assert.equal(tree[path], oldTree[path], path);
    for (const path of accept.asAccepted.filter((name) => name !== becomesFolder || name in tree))
      assert.equal(tree[path], newTree[path], path);
    return accept;
  }

  const count = async (number: number, action: (index: number) => Promise<void>): Promise<void> => {
    const limit = pLimit(2);
    await Promise.all(Array.from({ length: number }, (_, index) => limit(() => action(index))));
  };

  it(`case 112: ${rounds} accepts of 20 files, killed on their way: nothing torn, nothing lost, all can be finished or undone`, async () => {
    assert.ok(steps > 80, `${steps} steps`);
    const every = rounds >= steps;
    const ends = { nothingBegun: 0, cutShort: 0, through: 0 };
    await count(rounds, async (index) => {
      const round = newRound(`accept-${index}`);
      const step = every ? (index % steps) + 1 : 1 + Math.floor((index * steps) / rounds);
      await kill(round, 'accept', step, (every ? index < steps : index % 3 > 0) ? 'before' : 'torn');
      const accept = await found(round);
      if (accept !== undefined && index % 2 === 0) {
        assert.deepEqual(await finishAccept(accept, port), []);
        assert.deepEqual(treeOf(round.root), newTree, `finished after step ${step}`);
      }
      const undone = await undoLatestAccept(round.journals, port);
      assert.deepEqual(undone.kind === 'undone' ? undone.refused : [], []);
      assert.deepEqual(treeOf(round.root), oldTree, `undone after step ${step}`);
      assert.deepEqual(await interruptedAccepts(round.journals, port, round.root), [], 'asked about once');
      ends[accept !== undefined ? 'cutShort' : undone.kind === 'undone' ? 'through' : 'nothingBegun'] += 1;
    });
    assert.ok(ends.cutShort > rounds * 0.7 && ends.nothingBegun > 0, JSON.stringify(ends));
  });

  it(`case 112: ${undoRounds} undos, killed on their way, are undone by the next`, async () => {
    await count(undoRounds, async (index) => {
      const round = newRound(`undo-${index}`);
      await run(round, 'accept', {});
      assert.deepEqual(treeOf(round.root), newTree);
      await kill(round, 'undo', 1 + Math.floor((index * 60) / undoRounds), index % 2 === 0 ? 'before' : 'torn');
      await undoLatestAccept(round.journals, port);
      assert.deepEqual(treeOf(round.root), oldTree);
    });
  });
});
