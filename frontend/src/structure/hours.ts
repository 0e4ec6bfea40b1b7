import OpeningHours from 'opening_hours';

// Opening hours are those of the department, wherever the server stands.
process.env['TZ'] = 'Europe/Paris';

/** A day of the week: 0 is Sunday. The spans are hours such as 09:00–12:00; none when closed. */
export interface Day {
  weekday: number;
  isToday: boolean;
  spans: string[];
}

const PLACE = { lat: 44.52, lon: 3.5, address: { country_code: 'fr', state: 'Occitanie' } };

/** A year or a number of days that the library counts one by one, without end; comments may have it. */
const LONG_NUMBER = /\d{5}/;
const COMMENT = /"[^"]*"/g;

/** Returns the seven days from today on, null for hours that can't be read or computed. */
export function nextDays(hours: string, now = new Date()): Day[] | null {
  if (!hours.trim() || LONG_NUMBER.test(hours.replace(COMMENT, ''))) return null;
  try {
    return daysOf(new OpeningHours(hours, PLACE), now);
  } catch {
    return null;
  }
}

function daysOf(schedule: OpeningHours, now: Date): Day[] {
  return Array.from({ length: 7 }, (_, offset) => {
    const from = new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset);
    const to = new Date(now.getFullYear(), now.getMonth(), now.getDate() + offset + 1);
    const spans = schedule.getOpenIntervals(from, to).map(([start, end]) => `${clock(start)}–${clock(end, to)}`);
    return { weekday: from.getDay(), isToday: offset === 0, spans };
  });
}

function clock(time: Date, midnight?: Date): string {
  if (midnight && time >= midnight) return '24:00';
  return `${String(time.getHours()).padStart(2, '0')}:${String(time.getMinutes()).padStart(2, '0')}`;
}
