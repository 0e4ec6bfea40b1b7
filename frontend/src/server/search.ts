import { CmsError, type Cms } from '../cms/client';
import { graphql } from '../cms/graphql';
import type { Locale } from '../languages';
import { loadSurroundings } from '../views/load';
import { SEARCH } from './search-document';

const INDEXES = graphql(`
  query Indexes($locale: String!) {
    structures: pages(locale: $locale, contentType: "structures.StructureIndexPage", limit: 1) { urlPath }
    networks: pages(locale: $locale, contentType: "networks.NetworkIndexPage", limit: 1) { urlPath }
  }
`);

/** Returns what the page of results shows for an address with q and after. */
export async function loadSearch(cms: Cms, address: URL, locale: Locale) {
  const words = (address.searchParams.get('q') ?? '').trim().slice(0, 200);
  const after = address.searchParams.get('after') || null;
  const [surroundings, indexes, found] = await Promise.all([
    loadSurroundings(cms, locale),
    cms.ask(INDEXES, { locale }),
    words ? search(cms, words, locale, after) : null,
  ]);
  const directoryPath = indexes.structures[0]?.urlPath ?? null;
  const networksPath = indexes.networks[0]?.urlPath ?? null;
  return { locale, surroundings, words, found, directoryPath, networksPath };
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
