import assert from 'node:assert/strict';
import { test } from 'node:test';
import OpeningHours from 'opening_hours';
import { nextDays } from './hours.ts';
import { knowsHolidays } from './school-holidays.ts';

const HOURS = 'Mo-Fr 09:00-12:00; SH off';
const isClosed = (hours: string, now: Date) => nextDays(hours, now)?.[0]?.spans.length === 0;

test('the school holidays are those of zone C, that of Lozère', () => {
  assert.equal(isClosed(HOURS, new Date(2026, 11, 21)), true);
  assert.equal(isClosed(HOURS, new Date(2027, 0, 4)), false);
  assert.equal(isClosed(HOURS, new Date(2027, 1, 8)), true);
  assert.equal(isClosed(HOURS, new Date(2027, 1, 22)), false);
});

// No version of the library knows that year; the hours are then shown as they are written.
const LATER = new Date(2090, 1, 15);

for (const hours of [HOURS, 'SH 09:00-12:00', 'Mo-Fr 09:00-12:00; school holidays off', 'Mo-Fr 09:00-12:00 || SH "sur rendez-vous"']) {
  test(`no days beyond the known holidays for « ${hours} »`, () => assert.equal(nextDays(hours, LATER), null));
}

for (const hours of ['Mo-Fr 09:00-12:00; PH off', 'Mo-Fr 09:00-12:00 "pas pendant les SH"']) {
  test(`days without school holidays at any time for « ${hours} »`, () => assert.equal(nextDays(hours, LATER)?.length, 7));
}

test('a week that passes the end of the known holidays has no days', () => {
  const days = Array.from({ length: 5 * 366 }, (_, day) => new Date(2026, 10, 30 + day));
  const last = days.findIndex((day) => nextDays(HOURS, day) === null);

  assert.ok(last > 0);
  assert.ok(nextDays('SH 09:00-12:00', days[last - 1]));
  assert.equal(nextDays(HOURS, days[last + 6]), null);
});

test('a hole in the calendar is no time of school', () => {
  // Christmas and spring, without winter between them.
  const calendar = new OpeningHours('2026 Dec 20-2027 Jan 03,2027 Apr 04-18,2027 May 06-09,2027 Jul 03');
  const known = (month: number, day: number) => knowsHolidays(calendar, new Date(2027, month - 1, day));

  assert.equal(known(1, 2), true);
  assert.equal(known(1, 4), false);
  assert.equal(known(2, 8), false);
  assert.equal(known(4, 3), false);
  assert.equal(known(4, 4), true);
  assert.equal(known(4, 19), true);
  assert.equal(known(6, 15), true);
  assert.equal(known(7, 4), false);
});
