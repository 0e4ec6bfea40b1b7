import { published, type Cms } from '../cms/client';
import { offerForm, type Exchange } from '../contact/exchange';
import { loadDirectory, type Directory } from '../directory/load';
import { readQuestion } from '../directory/question';
import type { Locale } from '../languages';
import { SURROUNDINGS, type Surroundings } from '../layout/document';
import type { PageRoute } from '../page/document';
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

/** Returns the menus and settings of a language; they have no drafts, and a preview need not wait for them. */
export function loadSurroundings(locale: Locale): Promise<Surroundings> {
  return published.ask(SURROUNDINGS, { locale });
}

/** Returns what a page shows beside its own content; a file has all of a list, and no form. */
export async function loadPage(cms: Cms, route: PageRoute, locale: Locale, address: URL, isFile: boolean): Promise<Loaded> {
  const type = route.page.__typename;
  const [surroundings, directory, networks, indexes, exchange] = await Promise.all([
    loadSurroundings(locale),
    type === 'StructureIndexPage' ? loadDirectory(cms, readQuestion(address.searchParams), locale, isFile) : null,
    type === 'NetworkIndexPage' ? allNetworks(cms, locale) : [],
    type === 'HomePage' ? indexesOf(locale) : null,
    type === 'ContactPage' && !isFile ? offerForm(cms, route.page.id, address) : null,
  ]);
  return { surroundings, directory, networks, indexes, exchange };
}
