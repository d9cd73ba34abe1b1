import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AgentState } from '../../../src/agent/agentState';
import { chooseEditForm, type EditNote } from '../../../src/agent/edits/editForm';
import { openWorkHabits } from '../../../src/agent/workHabitsStore';
import type { ModelReply } from '../../../src/auction/model';
import {
  bidder,
  broken,
  createAgentTree,
  currentText,
  failed,
  lastMessages,
  repair,
  runScripted,
} from './agentHarness';
import type { FolderTree } from './folderTree';
import { calls, says, textCall, toolCall } from './scriptedModel';

const good: EditNote = { form: 'blocks', wellFormed: true };
const bad: EditNote = { form: 'blocks', wellFormed: false };
const wrongEdit = (n: number): ModelReply =>
  calls(toolCall('edit_file', { path: 'add.js', blocks: [{ search: `nothing like this ${n}`, replace: 'x' }] }));

describe('agent: habits, budgets, going on (scripted models, no AI)', function () {
  this.timeout(20_000);
  let tree: FolderTree;

  beforeEach(async () => {
    tree = await createAgentTree();
  });

  afterEach(() => tree.dispose());

  it('chooses the form by the last 100 edits: blocks from 80 %, whole files below 30 %, functions between', () => {
    const of = (goods: number, bads: number): string =>
      chooseEditForm([...Array<EditNote>(goods).fill(good), ...Array<EditNote>(bads).fill(bad)]);
    assert.deepEqual(
      [of(0, 3), of(80, 20), of(79, 21), of(30, 70), of(29, 71)],
      ['blocks', 'blocks', 'function', 'function', 'wholeFile'],
    );
    assert.equal(chooseEditForm([...Array<EditNote>(100).fill(bad), ...Array<EditNote>(100).fill(good)]), 'blocks');
  });

  it('asks a model whose edits keep failing for an easier form, in the same attempt', async () => {
    const { outcome, model, steps } = await runScripted(tree, [
      ...[1, 2, 3, 4].map(wrongEdit),
      calls(toolCall('write_file', { path: 'add.js', content: broken.replace('-', '+') })),
      says('Done.'),
    ]);
    assert.equal(outcome.end, 'finished');
    const offered = model.requests.map(({ tools }) => tools?.some(({ name }) => name === 'write_file'));
    assert.deepEqual(offered, [false, false, false, false, true, true]);
    assert.match(JSON.stringify(lastMessages(model)), /From now on use write_file or replace_function/);
    assert.equal(steps.filter(({ title }) => title === 'Switched to whole files').length, 1);
    assert.equal(await currentText(tree), broken.replace('-', '+'));
    assert.deepEqual(
      outcome.learned.edits.map(({ wellFormed }) => wellFormed),
      [false, false, false, false, true],
    );
  });

  it('begins with what is remembered of the model: its protocol and its form', async () => {
    const habits = { protocol: 'text', edits: Array<EditNote>(10).fill(bad) } as const;
    const { model, outcome } = await runScripted(
      tree,
      [says('`````file add.js\nexport const add = (a, b) => a + b;\n`````'), says('Done.')],
      { habits },
    );
    assert.equal(outcome.end, 'finished');
    assert.equal(model.requests[0]?.tools, undefined);
    assert.match(model.requests[0]?.messages[1]?.content ?? '', /`````file src\/example\.js/);
    assert.equal(await currentText(tree), 'export const add = (a, b) => a + b;\n');
    assert.equal(outcome.learned.protocol, 'text');
  });

  it('switches to text when a model with native tools prints its calls twice', async () => {
    const { model, outcome } = await runScripted(tree, [
      says(textCall('read_file', { path: 'add.js' })),
      says(textCall('edit_file', repair)),
      says('Done.'),
    ]);
    assert.deepEqual(
      model.requests.map(({ tools }) => tools !== undefined),
      [true, true, false],
    );
    assert.equal(outcome.learned.protocol, 'text');
  });

  it('keeps habits in a file that the next window reads, by model', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gavel-habits-'));
    const warn = (message: string): never => assert.fail(message);
    const file = join(folder, 'habits.jsonl');
    const first = openWorkHabits(file, warn);
    assert.deepEqual(await first.recall('e/m'), { edits: [] });
    await first.note('e/m', { protocol: 'text', edits: [bad] });
    await first.note('e/m', { edits: [good] });
    await first.note('e/other', { protocol: 'native', edits: Array<EditNote>(150).fill(bad) });
    const second = openWorkHabits(file, warn);
    assert.deepEqual(await second.recall('e/m'), { protocol: 'text', edits: [bad, good] });
    assert.equal((await second.recall('e/other')).edits.length, 100);
    await rm(folder, { recursive: true, force: true });
  });

  it('stops before the call that could break the token or the cost limit, and keeps what was done', async () => {
    const usage = { inputTokens: 900, outputTokens: 100 };
    const edit = { ...calls(toolCall('edit_file', repair)), usage };
    const limits = { maxTurns: 20, maxOutputTokensPerTurn: 1000, maxSeconds: 60 };
    const tokens = await runScripted(tree, [edit], { limits: { ...limits, maxTokens: 3000 } });
    assert.deepEqual([tokens.outcome.end, tokens.model.requests.length], ['tokenLimit', 1]);
    assert.match(tokens.outcome.message, /token limit; what it changed so far is kept/);
    assert.equal(await currentText(tree), broken.replace('-', '+'));
    const priced = { ...bidder(), price: { input: 100, output: 100 } };
    const cost = await runScripted(tree, [edit], { bidder: priced, limits: { ...limits, maxUsd: 0.3 } });
    assert.deepEqual([cost.outcome.end, cost.model.requests.length], ['costLimit', 1]);
    const purse = await runScripted(tree, [edit, failed('overBudget', 'The cap of the task is reached.')]);
    assert.equal(purse.outcome.end, 'costLimit');
  });

  it('goes on from a state that was kept as JSON', async () => {
    const states: string[] = [];
    const stop = new AbortController();
    const first = await runScripted(
      tree,
      [calls(toolCall('edit_file', repair)), () => new Promise(() => stop.abort())],
      { signal: stop.signal, onState: (state) => states.push(JSON.stringify(state)) },
    );
    assert.equal(first.outcome.end, 'cancelled');
    const kept = states.map((text) => JSON.parse(text) as AgentState).findLast(({ phase }) => phase.kind === 'asking');
    assert.ok(kept !== undefined);
    const second = await runScripted(tree, [calls(toolCall('run_check', {})), says('Done.')], { resume: kept });
    assert.deepEqual([second.outcome.end, second.outcome.turns, second.checks], ['finished', 3, 1]);
    assert.match(JSON.stringify(second.model.requests[0]?.messages), /1 of 1 blocks applied/);
  });

  it('makes room and asks again when the server says that the prompt is too long', async () => {
    const { outcome, model } = await runScripted(tree, [
      calls(toolCall('read_file', { path: 'big.txt' })),
      calls(toolCall('read_file', { path: 'add.js' })),
      failed('contextOverflow'),
      says('Done.'),
    ]);
    assert.equal(outcome.end, 'finished');
    const length = (index: number): number => JSON.stringify(model.requests[index]?.messages).length;
    assert.ok(length(3) < length(2) / 2);
  });

  it('says so when a server cut the prompt without a word, and keeps to the window it seems to have', async () => {
    const usage = { inputTokens: 400, outputTokens: 10 };
    const reads = [1, 2, 3].map((n) => ({ ...calls(toolCall('read_file', { path: 'big.txt', startLine: n })), usage }));
    const { steps } = await runScripted(tree, [...reads, says('Done.')]);
    assert.equal(steps.filter(({ title }) => title === 'The server cut the prompt').length, 1);
  });

  it('stops after 400 calls and after 250 changed files, and says how many (case 54)', async () => {
    let n = 0;
    const many = (name: string, args: (n: number) => unknown) => (): Promise<ModelReply> =>
      Promise.resolve(calls(...Array.from({ length: 30 }, () => toolCall(name, args((n += 1))))));
    const limits = { maxTurns: 1000, maxOutputTokensPerTurn: 1000, maxSeconds: 60 };
    const reads = await runScripted(
      tree,
      [many('read_file', (line) => ({ path: 'add.js', startLine: 1, endLine: line }))],
      { limits },
    );
    assert.equal(reads.outcome.end, 'callLimit');
    assert.match(reads.outcome.message, /after 400 tool calls/);
    const files = await runScripted(tree, [many('create_file', (m) => ({ path: `n${m}.js`, content: 'x' }))], {
      limits,
    });
    assert.equal(files.outcome.end, 'callLimit');
    assert.match(files.outcome.message, /changed 251 files/);
  });
});
