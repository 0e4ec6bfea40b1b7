import type { Cms } from '../cms/client';
import { graphql } from '../cms/graphql';
import { LOCALES, type Locale } from '../languages';
import type { Surroundings } from '../layout/document';
import { allNetworks, type Network } from '../views/document';
import { loadSurroundings } from '../views/load';

const KINDS = graphql(`
  query Kinds($locale: String!) {
    structureKinds(locale: $locale) { id code name contract explanation { html } }
  }
`);

/** A snippet as readers would see it: a network in full, another one as a title with prose. */
export interface SnippetPreview {
  locale: Locale;
  surroundings: Surroundings;
  network: Network | null;
  text: { title: string; html: string } | null;
}

/** Returns what there is to show of a snippet, which may be nothing but the page around it. */
export async function loadSnippet(cms: Cms, type: string, id: string): Promise<SnippetPreview> {
  for (const locale of LOCALES) {
    if (type === 'networks.Network') {
      const network = (await allNetworks(cms, locale)).find((node) => node.id === id);
      if (network) return { locale, surroundings: await loadSurroundings(locale), network, text: null };
    }
    if (type === 'structures.StructureKind') {
      const kind = (await cms.ask(KINDS, { locale })).structureKinds.find((one) => one.id === id);
      if (kind) {
        const text = { title: `${kind.name} (${kind.code})`, html: kind.explanation.html };
        return { locale, surroundings: await loadSurroundings(locale), network: null, text };
      }
    }
  }
  return { locale: 'fr', surroundings: await loadSurroundings('fr'), network: null, text: null };
}
