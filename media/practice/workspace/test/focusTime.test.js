import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatFocusTime } from '../src/focusTime.js';

test('seconds always have two digits', () => {
  assert.equal(formatFocusTime(0), '0:00');
  assert.equal(formatFocusTime(65), '1:05');
  assert.equal(formatFocusTime(725), '12:05');
});

test('two-digit parts stay as they are', () => {
  assert.equal(formatFocusTime(59 * 60 + 59), '59:59');
});

test('minutes have two digits as soon as there are hours', () => {
  assert.equal(formatFocusTime(3600), '1:00:00');
  assert.equal(formatFocusTime(3725), '1:02:05');
});

test('hours are not padded and may pass ten', () => {
  assert.equal(formatFocusTime(11 * 3600 + 61), '11:01:01');
});
