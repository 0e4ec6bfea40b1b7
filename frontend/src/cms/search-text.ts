import { readable } from './readable.ts';

const MOST_CHARACTERS = 200;
const MOST_WORDS = 12;
const WORD = /[\p{L}\p{N}]+/gu;

/** Returns what the CMS accepts of a search that somebody typed: its first words. */
export function searchText(typed: string | null): string {
  const text = readable(readable(typed ?? '').trim().slice(0, MOST_CHARACTERS));
  const next = [...text.matchAll(WORD)][MOST_WORDS];
  return next ? text.slice(0, next.index).trim() : text;
}
