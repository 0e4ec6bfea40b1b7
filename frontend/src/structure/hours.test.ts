import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describe, nextDays } from './hours.ts';

const MONDAY = new Date(2026, 10, 30);
const WORDS = { closed: 'Fermé', uncertain: 'à confirmer', openEnded: 'fin non précisée', otherwise: ' ; sinon : ' };

function monday(hours: string): string | undefined {
  const day = nextDays(hours, MONDAY)?.[0];
  return day && describe(day, WORDS);
}

test('a week of hours', () => {
  const days = nextDays('Mo-Fr 09:00-12:00,14:00-17:00', MONDAY) ?? [];

  assert.deepEqual(
    days.map(({ weekday, isToday }) => [weekday, isToday]),
    [[1, true], [2, false], [3, false], [4, false], [5, false], [6, false], [0, false]],
  );
  assert.equal(describe(days[0]!, WORDS), '09:00–12:00, 14:00–17:00');
  assert.equal(describe(days[5]!, WORDS), 'Fermé');
});

for (const [hours, text] of [
  // What depends on something is not open, whether it has a time or all the rest of the day.
  ['Mo-Fr 09:00-12:00 || "sur rendez-vous"', '09:00–12:00 ; sinon : sur rendez-vous'],
  ['Mo 09:00-12:00,14:00-17:00 || "sur rendez-vous"', '09:00–12:00, 14:00–17:00 ; sinon : sur rendez-vous'],
  ['Tu 09:00-12:00 || "sur rendez-vous"', 'sur rendez-vous'],
  ['"sur rendez-vous"', 'sur rendez-vous'],
  ['Mo 09:00-12:00 || unknown', '09:00–12:00 ; sinon : à confirmer'],
  ['unknown', 'à confirmer'],
  ['Mo 09:00-12:00, Mo 14:00-17:00 "sur rendez-vous"', '09:00–12:00, 14:00–17:00 (sur rendez-vous)'],
  ['Mo 11:00-14:00 "le matin" || "sur rendez-vous"', '11:00–14:00 (le matin) ; sinon : sur rendez-vous'],
  ['Mo 14:00-17:00 unknown', '14:00–17:00 (à confirmer)'],
  ['Mo 22:00-26:00 "sonnez"', '22:00–24:00 (sonnez)'],
  // A comment may have a long number.
  ['Mo 09:00-12:00 "0466000000"', '09:00–12:00 (0466000000)'],
  ['Mo 09:00-12:00 open "sonnez", 14:00-17:00 open', '09:00–12:00 (sonnez), 14:00–17:00'],
  ['Mo 09:00-12:00 "  "', '09:00–12:00 (à confirmer)'],
  ['Mo-Fr 09:00-12:00; Mo off "inventaire"', 'Fermé (inventaire)'],
  ['Tu 09:00-12:00 || off "sauf le mardi"', 'Fermé (sauf le mardi)'],
  ['24/7', '00:00–24:00'],
  // The library guesses when it closes, in English.
  ['Mo 09:00+', '09:00–… (fin non précisée)'],
  ['Mo 09:00-12:00+', '09:00–12:00, 12:00–… (fin non précisée)'],
  ['Su 20:00+', 'Fermé'], // the night after
] as const) {
  test(`the words for « ${hours} »`, () => assert.equal(monday(hours), text));
}

// The first would keep the server busy without end; the library throws while it computes the others.
for (const hours of ['', '@@@', '99999999Jan 30', 'Jan 01 +99999 days', 'easter -200 days 10:00-11:00', '(sunset-24:00)-10:00']) {
  test(`no days for « ${hours} »`, () => assert.equal(nextDays(hours, MONDAY), null));
}
