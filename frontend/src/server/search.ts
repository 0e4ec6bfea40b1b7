import { CmsError, type Cms } from '../cms/client';
import { searchText } from '../cms/search-text';
import type { Locale } from '../languages';
import { indexesOf } from '../views/indexes';
import { loadSurroundings } from '../views/load';
import { SEARCH } from './search-document';

/** Returns what the page of results shows for an address with q and after. */
export async function loadSearch(cms: Cms, address: URL, locale: Locale) {
  const words = searchText(address.searchParams.get('q'));
  const after = address.searchParams.get('after') || null;
  const [surroundings, indexes, found] = await Promise.all([
    loadSurroundings(locale),
    indexesOf(locale),
    words ? search(cms, words, locale, after) : null,
  ]);
  return { locale, surroundings, words, found, indexes };
}

async function search(cms: Cms, query: string, locale: Locale, after: string | null) {
  try {
    return await cms.ask(SEARCH, { query, locale, after });
  } catch (error) {
    // A cursor of another search or of another day: the results begin anew.
    if (!(error instanceof CmsError) || error.code !== 'BAD_USER_INPUT' || after === null) throw error;
    return cms.ask(SEARCH, { query, locale, after: null });
  }
}
