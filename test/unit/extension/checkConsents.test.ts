import assert from 'node:assert/strict';
import { CheckConsents } from '../../../src/extension/checkConsents';
import { noGrant } from '../../../src/sandbox/checkGrant';

describe('extension/checkConsents', () => {
  it('case 139: a click is good for one run of the exact command in the exact folder', () => {
    const consents = new CheckConsents();
    consents.give('file:///w', ['npm', 'test'], { network: true, folders: [] });
    assert.equal(consents.take('file:///w', ['npm', 'test', '--', 'x']), undefined);
    assert.equal(consents.take('file:///w', ['npm test']), undefined);
    assert.equal(consents.take('file:///other', ['npm', 'test']), undefined);
    assert.deepEqual(consents.take('file:///w', ['npm', 'test']), { network: true, folders: [] });
    assert.equal(consents.take('file:///w', ['npm', 'test']), undefined, 'used up');
  });

  it('a later click on the same command replaces what an earlier one allowed', () => {
    const consents = new CheckConsents();
    consents.give('f', ['x'], { network: true, folders: ['/opt/x'] });
    consents.give('f', ['x'], noGrant);
    assert.deepEqual(consents.take('f', ['x']), noGrant);
  });
});
