import assert from 'node:assert/strict';
import type { ModelReply } from '../../../src/auction/model';
import type { CheckResult } from '../../../src/sandbox/check';
import { broken, checkResult, createAgentTree, currentText, failed, repair, runScripted } from './agentHarness';
import type { FolderTree } from './folderTree';
import { calls, says, toolCall } from './scriptedModel';

describe('agent/runAgent: cancel (scripted models, no AI)', () => {
  let tree: FolderTree;

  beforeEach(async () => {
    tree = await createAgentTree();
  });

  afterEach(() => tree.dispose());

  const never = (): Promise<never> => new Promise(() => undefined);

  it('ends before the first call', async () => {
    const { outcome, model } = await runScripted(tree, [says('x')], { signal: AbortSignal.abort() });
    assert.deepEqual([outcome.end, model.requests.length], ['cancelled', 0]);
  });

  it('ends while the model is silent and does not listen', async () => {
    const cancel = new AbortController();
    const silent = (): Promise<ModelReply> => {
      setImmediate(() => cancel.abort());
      return never();
    };
    const { outcome } = await runScripted(tree, [silent], { signal: cancel.signal });
    assert.deepEqual([outcome.end, outcome.turns], ['cancelled', 0]);
    assert.equal(outcome.message, 'The work of Model 8B was cancelled after 0 turns.');
  });

  it('counts a reply that fails because of the cancel as cancelled', async () => {
    const cancel = new AbortController();
    const aborts = (): Promise<ModelReply> => {
      cancel.abort();
      return Promise.resolve(failed('aborted'));
    };
    assert.equal((await runScripted(tree, [aborts], { signal: cancel.signal })).outcome.end, 'cancelled');
  });

  it('ends while a check runs that does not listen', async () => {
    const cancel = new AbortController();
    const runCheck = (): Promise<CheckResult> => {
      setImmediate(() => cancel.abort());
      return never();
    };
    const { outcome } = await runScripted(tree, [calls(toolCall('run_check', {}))], {
      signal: cancel.signal,
      runCheck,
    });
    assert.deepEqual([outcome.end, outcome.lastCheck], ['cancelled', undefined]);
  });

  it('ends between two calls of one answer', async () => {
    const cancel = new AbortController();
    const { outcome } = await runScripted(
      tree,
      [calls(toolCall('read_file', { path: 'add.js' }), toolCall('edit_file', repair))],
      {
        signal: cancel.signal,
        onStep: () => cancel.abort(),
      },
    );
    assert.equal(outcome.end, 'cancelled');
    assert.equal(await currentText(tree), broken);
  });

  it('takes no last answer that crosses the cancel', async () => {
    const cancel = new AbortController();
    const { outcome } = await runScripted(tree, [says('Done.')], {
      signal: cancel.signal,
      onStep: () => cancel.abort(),
    });
    assert.equal(outcome.end, 'cancelled');
  });

  it('keeps the result of a check that had ended when the cancel came', async () => {
    const cancel = new AbortController();
    const { outcome } = await runScripted(tree, [calls(toolCall('run_check', {}))], {
      signal: cancel.signal,
      onStep: () => cancel.abort(),
    });
    assert.deepEqual([outcome.end, outcome.lastCheck?.verdict], ['cancelled', 'failed']);
  });

  it('passes the signal on to model and check', async () => {
    const cancel = new AbortController();
    const seen: AbortSignal[] = [];
    await runScripted(
      tree,
      [
        (_request, options) => {
          seen.push(options.signal);
          return Promise.resolve(calls(toolCall('run_check', {})));
        },
      ],
      {
        signal: cancel.signal,
        runCheck: (signal) => {
          seen.push(signal);
          cancel.abort();
          return Promise.resolve(checkResult('cancelled', 1));
        },
      },
    );
    assert.deepEqual(
      seen.map((signal) => signal.aborted),
      [true, true],
    );
  });

  it('ends at the time limit, whatever hangs', async () => {
    const { outcome } = await runScripted(tree, [never], {
      limits: { maxTurns: 3, maxOutputTokensPerTurn: 10, maxSeconds: 0.05 },
    });
    assert.equal(outcome.end, 'timeLimit');
    assert.match(outcome.message, /time limit/);
  });
});
