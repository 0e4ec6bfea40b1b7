import assert from 'node:assert/strict';
import { test } from 'node:test';
import { longDate } from './dates.ts';

test('the first day of a month is an ordinal in French alone', () => {
  assert.equal(longDate('2026-09-01', 'fr'), '1er septembre 2026');
  assert.equal(longDate('2026-09-11', 'fr'), '11 septembre 2026');
  assert.equal(longDate('2026-09-01', 'en'), '1 September 2026');
});
