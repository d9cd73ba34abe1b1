import assert from 'node:assert/strict';

describe('host/harness', () => {
  it('has a passing test beside the failing one', () => {
    assert.equal(1 + 1, 2);
  });

  it('fails on purpose', () => {
    assert.equal('this test fails', 'on purpose');
  });
});
