import assert from 'node:assert/strict';
import {
  bidder,
  broken,
  createAgentTree,
  currentText,
  failed,
  lastMessages,
  repair,
  runScripted,
  taskText,
} from './agentHarness';
import type { FolderTree } from './folderTree';
import { calls, says, textCall, toolCall } from './scriptedModel';

describe('agent/runAgent (scripted models, no AI)', () => {
  let tree: FolderTree;

  beforeEach(async () => {
    tree = await createAgentTree();
  });

  afterEach(() => tree.dispose());

  it('reads, edits, checks and finishes with native calls', async () => {
    const { outcome, model, steps } = await runScripted(tree, [
      calls(toolCall('read_file', { path: 'add.js' })),
      calls(toolCall('edit_file', repair), toolCall('run_check', {})),
      says('I swapped the sign.'),
    ]);
    assert.deepEqual(
      [outcome.end, outcome.turns, outcome.message],
      ['finished', 3, 'Model 8B finished its work after 3 turns.'],
    );
    assert.equal(outcome.lastCheck?.verdict, 'passed');
    assert.equal(await currentText(tree), broken.replace('-', '+'));
    assert.deepEqual(
      steps.map((step) => [step.kind, step.title]),
      [
        ['tool', 'Read add.js'],
        ['tool', 'Edited add.js, 1 block'],
        ['check', 'Check passed'],
        ['said', 'I swapped the sign.'],
      ],
    );
    assert.deepEqual(
      lastMessages(model).map((message) => message.role),
      ['system', 'user', 'assistant', 'tool', 'assistant', 'tool', 'tool'],
    );
    const [request] = model.requests;
    assert.deepEqual([request?.tools?.length, request?.purpose, request?.maxTokens], [9, 'execute', 1000]);
  });

  it('begins every prompt with the same bytes: system text, then the task', async () => {
    const { model } = await runScripted(tree, [calls(toolCall('list_files', {})), says('Done.')], {
      plan: 'a\n```\nb',
    });
    const openings = model.requests.map((request) => request.messages.slice(0, 2));
    assert.equal(openings.length, 2);
    assert.deepEqual(openings[0], openings[1]);
    const [system, user] = model.requests[0]?.messages ?? [];
    assert.deepEqual(system, { role: 'system', content: 'You are an engineer.' });
    const opening = user?.content ?? '';
    assert.ok(opening.startsWith(`${taskText}\n\n# Your move: work\n`));
    assert.ok(opening.includes('\n````plan\na\n```\nb\n````\n'));
  });

  it('works with the text protocol for a model without native tools', async () => {
    const { outcome, model } = await runScripted(
      tree,
      [
        says(`I read it.\n${textCall('read_file', { path: 'add.js' })}`),
        says(`${textCall('edit_file', repair)}\n${textCall('run_check', {})}`),
        says('Done.'),
      ],
      { bidder: bidder({ nativeTools: false }) },
    );
    assert.equal(outcome.end, 'finished');
    assert.equal(outcome.lastCheck?.verdict, 'passed');
    const [request] = model.requests;
    assert.ok(request !== undefined);
    assert.deepEqual([request.tools, request.messages.length], [undefined, 2]);
    assert.match(request.messages[1]?.content ?? '', /### edit_file\n/);
    assert.deepEqual(
      lastMessages(model).map((message) => message.role),
      ['system', 'user', 'assistant', 'user', 'assistant', 'user'],
    );
    assert.match(lastMessages(model).at(-1)?.content ?? '', /## 1\. edit_file: done[^]*## 2\. run_check: done/);
  });

  it('switches to the text protocol once when the server refuses tools, and restarts the turn', async () => {
    const { outcome, model, steps } = await runScripted(tree, [
      failed('toolsUnsupported', 'This model has no tools.'),
      says(textCall('edit_file', repair)),
      says('Done.'),
    ]);
    assert.deepEqual([outcome.end, outcome.turns], ['finished', 2]);
    assert.equal(model.requests[0]?.tools?.length, 9);
    assert.equal(model.requests[1]?.tools, undefined);
    assert.match(model.requests[1]?.messages[1]?.content ?? '', /fenced block of the language `tool`/);
    assert.equal(steps[0]?.title, 'Switched to tool calls written as text');
    const again = await runScripted(tree, [failed('toolsUnsupported')]);
    assert.deepEqual([again.outcome.end, again.model.requests.length], ['modelFailed', 2]);
  });

  it('carries native turns over into the text protocol', async () => {
    const { outcome, model } = await runScripted(tree, [
      calls(toolCall('read_file', { path: 'add.js' })),
      failed('toolsUnsupported'),
      says('Done.'),
    ]);
    assert.equal(outcome.end, 'finished');
    assert.deepEqual(
      lastMessages(model).map((message) => [message.role, 'toolCalls' in message]),
      [
        ['system', false],
        ['user', false],
        ['assistant', false],
        ['user', false],
      ],
    );
    assert.match(lastMessages(model)[2]?.content ?? '', /```tool\n\{"name": "read_file"/);
  });

  it('understands a native model that prints its call as text', async () => {
    const { outcome, model } = await runScripted(tree, [says(`Now:\n${textCall('edit_file', repair)}`), says('Done.')]);
    assert.equal(outcome.end, 'finished');
    assert.equal(await currentText(tree), broken.replace('-', '+'));
    assert.deepEqual(
      lastMessages(model).map((message) => message.role),
      ['system', 'user', 'assistant', 'user'],
    );
  });

  it('runs interleaved calls in order and keeps reused ids apart (case 20)', async () => {
    const { outcome, model } = await runScripted(tree, [
      calls(
        toolCall('edit_file', repair, 'same'),
        toolCall('edit_file', { path: 'add.js', blocks: [{ search: 'a + b', replace: 'b + a' }] }, 'same'),
      ),
      calls(toolCall('read_file', { path: 'add.js' }, 'same')),
      calls(toolCall('list_files', {}, '')),
      says('Done.'),
    ]);
    assert.equal(outcome.end, 'finished');
    assert.equal(await currentText(tree), broken.replace('a - b', 'b + a'));
    const messages = lastMessages(model);
    const asked = messages.flatMap((message) => (message.role === 'assistant' ? (message.toolCalls ?? []) : []));
    const told = messages.flatMap((message) => (message.role === 'tool' ? [message.toolCallId] : []));
    assert.equal(new Set(told).size, 4);
    assert.deepEqual(
      asked.map((call) => call.id),
      told,
    );
  });

  it('does not tell the model paths of this machine when a tool breaks', async () => {
    const { outcome, model, steps } = await runScripted(tree, [calls(toolCall('run_check', {})), says('Done.')], {
      runCheck: () => Promise.reject(new Error('spawn /home/someone/bin/node ENOENT')),
    });
    assert.deepEqual([outcome.end, outcome.lastCheck], ['finished', undefined]);
    assert.equal(JSON.stringify(lastMessages(model)).includes('/home/someone'), false);
    assert.match(steps[0]?.detail ?? '', /ENOENT/);
  });

  it('shortens old results, oldest first, when the conversation outgrows the window', async () => {
    const reads = [1, 2, 3, 4, 5, 6].map((n) => calls(toolCall('read_file', { path: 'big.txt', startLine: n })));
    const { model } = await runScripted(tree, [...reads, says('Done.')], { bidder: bidder({}, 9000) });
    const told = lastMessages(model).flatMap((message) => (message.role === 'tool' ? [message.content] : []));
    assert.equal(told.length, 6);
    assert.match(told[0] ?? '', /of this old result left out/);
    assert.doesNotMatch(told[5] ?? '', /left out/);
    assert.ok(JSON.stringify(lastMessages(model)).length < 9000 * 4);
  });

  it('shows what a model wrote without invisible characters in titles', async () => {
    const { steps } = await runScripted(tree, [says('All \u202egreen\u200b now\nmore')]);
    assert.equal(steps[0]?.title, 'All ⟨U+202E⟩green⟨U+200B⟩ now');
  });
});
