import assert from 'node:assert/strict';
import { type ClickedCheck, grantOf } from '../../../src/extension/checkClick';
import { type CheckGrant, noGrant } from '../../../src/sandbox/checkGrant';

describe('extension/checkClick', () => {
  const check = ['npm', 'test'];
  const network: CheckGrant = { network: true, folders: [] };
  const unconfined = { kind: 'unconfined', reason: 'Not confined: a test.' } as const;
  const confined = { kind: 'confined', bwrap: '/usr/bin/bwrap' } as const;
  let asked: (readonly string[])[];

  beforeEach(() => {
    asked = [];
  });

  const grant = (clicked: ClickedCheck, confinement: Parameters<typeof grantOf>[1]): Promise<CheckGrant> =>
    grantOf(clicked, confinement, (argv) => {
      asked.push(argv);
      return Promise.resolve();
    });

  it('case 139: a click is good for the task that carries it, and no later task gets anything from it', async () => {
    assert.deepEqual(await grant({ check, grant: network }, confined), network);
    assert.deepEqual(await grant({ check }, confined), noGrant, 'the next task, whatever became of the one before');
    await grant({ check, grant: noGrant }, unconfined);
    assert.deepEqual(asked, [], 'clicked on for this task');
    assert.deepEqual(await grant({ check }, unconfined), noGrant);
    assert.deepEqual(await grant({ check }, unconfined), noGrant);
    assert.deepEqual(asked, [check, check], 'each task without a click of its own asks');
  });

  it('asks about nothing where there is nothing to run, and lets a refusal through', async () => {
    assert.deepEqual(await grant({ check: undefined }, unconfined), noGrant);
    assert.deepEqual(asked, []);
    await assert.rejects(
      grantOf({ check }, unconfined, () => Promise.reject(new Error('no'))),
      /no/u,
    );
  });
});
