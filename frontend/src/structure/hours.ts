import OpeningHours from 'opening_hours';
import { knowsHolidays } from './school-holidays.ts';

// Opening hours are those of the department, wherever the server stands.
process.env['TZ'] = 'Europe/Paris';

/** A part of a day when a place is open, or when that depends on something. */
export interface Span {
  /** Such as 09:00–12:00; null for all that the day's other spans leave. */
  hours: string | null;
  isCertain: boolean;
  /** Whether the hours tell no closing time. */
  isOpenEnded: boolean;
  /** What those who wrote the hours say of it, such as “sur rendez-vous”. */
  comment: string;
}

/** A day of the week: 0 is Sunday. It has no spans when closed, and the comment is then the reason. */
export interface Day {
  weekday: number;
  isToday: boolean;
  spans: Span[];
  comment: string;
}

/** The words that describe a day. */
interface Words {
  closed: string;
  uncertain: string;
  openEnded: string;
  otherwise: string;
}

type Interval = [start: Date, end: Date, isUnknown: boolean, comment: string | undefined];

/** The library has the school holidays by zone; those of the region have holes. */
const PLACE = { lat: 44.52, lon: 3.5, address: { country_code: 'fr', state: 'Zone C' } };
const holidays = new OpeningHours('SH', PLACE);
const SCHOOL_HOLIDAYS = /\bSH\b/;
/** Whether the holidays of a day are known; the library logs each day of which it knows nothing. */
const known = new Map<number, boolean>();

const WEEK = [0, 1, 2, 3, 4, 5, 6];

/** A year or a number of days that the library counts one by one, without end; comments may have it. */
const LONG_NUMBER = /\d{5}/;
const COMMENT = /"[^"]*"/g;
/** The library's own comment on hours such as 09:00+, for which it guesses an end. */
const GUESSED_END = /^Specified as open end/;

/**
 * Returns the seven days from today on, null for hours that can't be read or computed.
 *
 * Hours with school holidays can be computed as far as the library knows those.
 */
export function nextDays(hours: string, now = new Date()): Day[] | null {
  if (!hours.trim() || LONG_NUMBER.test(hours.replace(COMMENT, ''))) return null;
  try {
    const schedule = new OpeningHours(hours, PLACE);
    const dependsOnSchool = SCHOOL_HOLIDAYS.test(schedule.prettifyValue().replace(COMMENT, ''));
    if (dependsOnSchool && !WEEK.every((offset) => isKnown(dayAfter(now, offset)))) return null;
    return daysOf(schedule, now);
  } catch {
    return null;
  }
}

/** Returns the words for a day: its hours with their comments, or that it is closed. */
export function describe({ spans, comment }: Day, words: Words, closed = words.closed): string {
  if (spans.length === 0) return noted(closed, comment);
  const timed = spans.filter(({ hours }) => hours !== null).map((span) => noted(span.hours ?? '', noteOf(span, words)));
  const rest = spans.filter(({ hours }) => hours === null).map((span) => noteOf(span, words));
  return [timed.join(', '), ...rest].filter(Boolean).join(words.otherwise);
}

function noteOf({ comment, isCertain, isOpenEnded }: Span, words: Words): string {
  if (comment || isCertain) return comment;
  return isOpenEnded ? words.openEnded : words.uncertain;
}

function noted(text: string, note: string): string {
  return note ? `${text} (${note})` : text;
}

function daysOf(schedule: OpeningHours, now: Date): Day[] {
  return WEEK.map((offset) => {
    const from = dayAfter(now, offset);
    const to = dayAfter(now, offset + 1);
    const spans = spansOf(schedule.getOpenIntervals(from, to), from, to);
    const comment = spans.length === 0 ? (schedule.getComment(from) ?? '') : '';
    return { weekday: from.getDay(), isToday: offset === 0, spans, comment: readable(comment) };
  });
}

function isKnown(day: Date): boolean {
  const found = known.get(day.getTime()) ?? knowsHolidays(holidays, day);
  known.set(day.getTime(), found);
  return found;
}

/** Returns the midnight at which a day begins, so many days after today. */
function dayAfter(today: Date, days: number): Date {
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + days);
}

function spansOf(intervals: Interval[], from: Date, to: Date): Span[] {
  const rest = restOf(intervals, from, to);
  const spans: Span[] = [];
  for (const interval of intervals) {
    const [start, end, isUnknown, comment = ''] = interval;
    const isOpenEnded = GUESSED_END.test(comment);
    // What the library guesses of the night after a day without closing time.
    if (isOpenEnded && start <= from) continue;
    const isRest = rest !== null && isUnknown && comment === rest;
    if (isRest && spans.some(({ hours }) => hours === null)) continue;
    spans.push({
      hours: isRest ? null : `${clock(start)}–${isOpenEnded ? '…' : clock(end, to)}`,
      isCertain: !isUnknown,
      isOpenEnded,
      comment: readable(comment),
    });
  }
  return spans;
}

/**
 * Returns the comment on all that a day's other hours leave, as in `09:00-12:00 || "sur rendez-vous"`;
 * null where the day has none: its hours then tell when it is closed.
 */
function restOf(intervals: Interval[], from: Date, to: Date): string | null {
  let covered = from;
  for (const [start, end] of intervals) {
    if (start > covered) return null;
    covered = end;
  }
  if (covered < to) return null;
  const atMidnight = intervals.find(([start, end, isUnknown]) => isUnknown && (start <= from || end >= to));
  const comment = atMidnight && (atMidnight[3] ?? '');
  return comment === undefined || GUESSED_END.test(comment) ? null : comment;
}

function readable(comment: string): string {
  return GUESSED_END.test(comment) ? '' : comment.trim();
}

function clock(time: Date, midnight?: Date): string {
  if (midnight && time >= midnight) return '24:00';
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}
