import assert from 'node:assert/strict';
import { test } from 'node:test';
import { typed } from './typed.ts';

test('what was typed stays, without NUL', () => {
  assert.equal(typed('Élise\0 Roux', 100), 'Élise Roux');
  assert.equal(typed('deux\r\nlignes', 100), 'deux\r\nlignes');
});

test('a text that is too long is cut, and no character with it', () => {
  assert.equal(typed('abcdef', 3), 'abc');
  assert.ok(typed('ab😀', 3).isWellFormed());
});

test('a file is no text', () => {
  assert.equal(typed(new File(['x'], 'x.txt'), 100), '');
  assert.equal(typed(null, 100), '');
});
