import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextDays } from './hours.ts';

const MONDAY = new Date(2026, 10, 30);

test('a week of hours', () => {
  const days = nextDays('Mo-Fr 09:00-12:00,14:00-17:00', MONDAY);

  assert.deepEqual(days?.[0], { weekday: 1, isToday: true, spans: ['09:00–12:00', '14:00–17:00'] });
  assert.deepEqual(days?.[5]?.spans, []);
});

test('a comment may have a long number', () => {
  assert.deepEqual(nextDays('Mo 09:00-12:00 "0466000000"', MONDAY)?.[0]?.spans, ['09:00–12:00']);
});

// The first would keep the server busy without end; the library throws while it computes the others.
for (const hours of ['', '@@@', '99999999Jan 30', 'Jan 01 +99999 days', 'easter -200 days 10:00-11:00', '(sunset-24:00)-10:00']) {
  test(`no days for « ${hours} »`, () => assert.equal(nextDays(hours, MONDAY), null));
}
