import { published } from '../cms/client';
import { graphql } from '../cms/graphql';
import type { Locale } from '../languages';

const INDEXES = graphql(`
  query Indexes($locale: String!) {
    structures: pages(locale: $locale, contentType: "structures.StructureIndexPage", limit: 1) { urlPath }
    networks: pages(locale: $locale, contentType: "networks.NetworkIndexPage", limit: 1) { urlPath }
  }
`);

/** Paths of the directory and of the networks; null while a site has no such page. */
export interface Indexes {
  structures: string | null;
  networks: string | null;
}

/** Returns where the directory and the networks of a language are. */
export async function indexesOf(locale: Locale): Promise<Indexes> {
  const { structures, networks } = await published.ask(INDEXES, { locale });
  return { structures: structures[0]?.urlPath ?? null, networks: networks[0]?.urlPath ?? null };
}
