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

/** Returns the seven days from today on, null for hours that can't be read. */
export function nextDays(hours: string, now = new Date()): Day[] | null {
  if (!hours.trim()) return null;
  let schedule: OpeningHours;
  try {
    schedule = new OpeningHours(hours, PLACE);
  } catch {
    return null;
  }
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
