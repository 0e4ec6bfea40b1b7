import type OpeningHours from 'opening_hours';

/** School is never longer without holidays: spring to summer are 11 weeks and a half. */
const MOST_DAYS_OF_SCHOOL = 84;

/**
 * Returns whether the library knows if the day is in the school holidays.
 *
 * Its calendar ends a few months ahead, and may have holes before: holidays that it does not have yet
 * would be school days. `calendar` is open on the holidays it knows.
 */
export function knowsHolidays(calendar: OpeningHours, day: Date): boolean {
  try {
    if (calendar.getState(day)) return true;
    const next = calendar.getNextChange(day);
    if (!next) return false;
    const earliest = new Date(next.getFullYear(), next.getMonth(), next.getDate() - MOST_DAYS_OF_SCHOOL);
    // The holidays before begin school within these days.
    return calendar.getState(earliest) || Number(calendar.getNextChange(earliest)) < Number(next);
  } catch {
    // So says the library of a day after its last holidays.
    return false;
  }
}
