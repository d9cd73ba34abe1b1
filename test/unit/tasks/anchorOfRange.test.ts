import assert from 'node:assert/strict';
import { anchorOfRange } from '../../../src/tasks/anchorOfRange';

const lines = (startLine: number, endLine: number, character: number): unknown => {
  const anchor = anchorOfRange('a.js', { start: { line: startLine }, end: { line: endLine, character } });
  return [anchor.startLine, anchor.endLine];
};

describe('tasks/anchorOfRange', () => {
  it('counts lines from 1 and leaves out a last line that the range only reaches the start of', () => {
    assert.deepEqual(lines(2, 5, 3), [3, 6]);
    assert.deepEqual(lines(2, 5, 0), [3, 5]);
    assert.deepEqual(lines(2, 3, 0), [3, 3]);
  });

  it('keeps the line of an empty range', () => {
    assert.deepEqual(lines(4, 4, 0), [5, 5]);
  });
});
