import type { Cms } from '../cms/client';
import { offerForm, type Exchange } from '../contact/exchange';
import { loadDirectory, type Directory } from '../directory/load';
import { readQuestion } from '../directory/question';
import type { Locale } from '../languages';
import { SURROUNDINGS, type Surroundings } from '../layout/document';
import type { PageRoute } from '../routing/document';
import { allNetworks, type Network } from './document';
import { indexesOf, type Indexes } from './indexes';

/** What a page shows beside its own content. All is there before any of it is sent. */
export interface Loaded {
  surroundings: Surroundings;
  directory: Directory | null;
  networks: readonly Network[];
  indexes: Indexes | null;
  /** The form of a contact page; none in a file, which has nobody to send it. */
  exchange: Exchange | null;
}

/** Returns the menus and settings of a language. */
export function loadSurroundings(cms: Cms, locale: Locale): Promise<Surroundings> {
  return cms.ask(SURROUNDINGS, { locale });
}

/** Returns what a page shows beside its own content; a file has all of a list, and no form. */
export async function loadPage(cms: Cms, route: PageRoute, locale: Locale, address: URL, isFile: boolean): Promise<Loaded> {
  const type = route.page.__typename;
  const [surroundings, directory, networks, indexes, exchange] = await Promise.all([
    loadSurroundings(cms, locale),
    type === 'StructureIndexPage' ? loadDirectory(cms, readQuestion(address.searchParams), locale, isFile) : null,
    type === 'NetworkIndexPage' ? allNetworks(cms, locale) : [],
    type === 'HomePage' ? indexesOf(cms, locale) : null,
    type === 'ContactPage' && !isFile ? offerForm(cms, route.page.id, address) : null,
  ]);
  return { surroundings, directory, networks, indexes, exchange };
}
