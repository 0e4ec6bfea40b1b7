import { en } from './en';
import { fr, type Texts } from './fr';

export { longDate } from './dates';
export type { Texts };
export type Locale = 'fr' | 'en';

const TEXTS: Record<Locale, Texts> = { fr, en };
/** The languages whose words are here, the site's first one first. */
export const LOCALES: readonly Locale[] = ['fr', 'en'];
const FIRST: Locale = 'fr';

/** Returns the words of a language. */
export function textsOf(locale: Locale): Texts {
  return TEXTS[locale];
}

/** Returns the language of that code, the site's first one for any other code. */
export function localeOf(code: string | undefined): Locale {
  return LOCALES.find((locale) => locale === code) ?? FIRST;
}

/** Returns the languages in which a path may be served, that of its first part first. */
export function chainFor(path: string): Locale[] {
  const named = localeOf(path.split('/')[1]);
  return [named, ...LOCALES.filter((locale) => locale !== named)];
}

/** Returns the languages in the order that a reader prefers, by the header Accept-Language. */
export function preferred(header: string | null): Locale[] {
  const wishes = (header ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...options] = part.trim().split(';');
      const quality = options.map((option) => /^\s*q=([\d.]+)/.exec(option)?.[1]).find(Boolean);
      return { code: tag.split('-')[0]?.toLowerCase(), quality: Number(quality ?? 1) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  const rank = (locale: Locale) => {
    const place = wishes.findIndex(({ code }) => code === locale);
    return place < 0 ? wishes.length : place;
  };
  return [...LOCALES].sort((a, b) => rank(a) - rank(b));
}

/** Returns a number as the language writes it, with at most one decimal. */
export function number(value: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(value);
}

/** Returns the size of a file in a unit that people read. */
export function fileSize(bytes: number | null, locale: Locale): string {
  if (bytes === null) return '';
  const units = textsOf(locale).bytes;
  const power = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return `${number(bytes / 1000 ** power, locale)}\u00a0${units[power]}`;
}

export { dialled } from './phones';
