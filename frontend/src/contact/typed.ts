import { readable } from '../cms/readable.ts';

/** Returns the text of a field as the CMS takes it: a file is none, and NUL is no character. */
export function typed(value: FormDataEntryValue | null, most: number): string {
  if (typeof value !== 'string') return '';
  // The cut may go through a character.
  return readable(readable(value).slice(0, most));
}
