import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json } from './readable.ts';

test('texts at any depth have neither NUL nor half a surrogate pair', () => {
  const value = { search: 'a\0b', where: { commune: ['\ud83d', '😀'] }, first: 3, after: null };

  assert.equal(json(value), '{"search":"ab","where":{"commune":["\ufffd","😀"]},"first":3,"after":null}');
});
