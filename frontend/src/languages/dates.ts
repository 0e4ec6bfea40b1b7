import type { Locale } from './index';

/** Returns a date such as 3 mars 2026 or 1er mars 2026; the time of day counts in Paris. */
export function longDate(value: string, locale: Locale): string {
  const date = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
    dateStyle: 'long',
    timeZone: 'Europe/Paris',
  }).format(new Date(value));
  return locale === 'fr' ? date.replace(/^1 /, '1er ') : date;
}
