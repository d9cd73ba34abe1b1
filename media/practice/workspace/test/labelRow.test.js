import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLabelRow } from '../src/labelRow.js';

test('plain fields stand between commas', () => {
  assert.deepEqual(readLabelRow('box,shelf,3'), ['box', 'shelf', '3']);
});

test('empty fields stay, at the end too', () => {
  assert.deepEqual(readLabelRow('box,,'), ['box', '', '']);
  assert.deepEqual(readLabelRow(''), ['']);
});

test('a quoted field may hold commas', () => {
  assert.deepEqual(readLabelRow('box,"pens, blue",3'), ['box', 'pens, blue', '3']);
});

test('a doubled quote inside a quoted field is one quote', () => {
  assert.deepEqual(readLabelRow('"6"" ruler",2'), ['6" ruler', '2']);
  assert.deepEqual(readLabelRow('"say ""hi"", twice"'), ['say "hi", twice']);
});

test('a quoted field may be empty or nothing but a quote', () => {
  assert.deepEqual(readLabelRow('"",x'), ['', 'x']);
  assert.deepEqual(readLabelRow('"""",x'), ['"', 'x']);
});
