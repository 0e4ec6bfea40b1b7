import { NETWORK_CARD } from '../cms/fragments';
import type { Cms } from '../cms/client';
import { graphql, type ResultOf } from '../cms/graphql';

const NETWORKS = graphql(
  `
    query Networks($locale: String!, $after: String) {
      networks(locale: $locale, first: 20, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          ...NetworkCard
          id
          members
          description { html }
          structures(first: 50) { title urlPath commune { name } }
        }
      }
    }
  `,
  [NETWORK_CARD],
);
export type Network = ResultOf<typeof NETWORKS>['networks']['nodes'][number];

/** Returns all networks of a language, with their members. */
export async function allNetworks(cms: Cms, locale: string, after: string | null = null): Promise<Network[]> {
  const { nodes, pageInfo } = (await cms.ask(NETWORKS, { locale, after })).networks;
  return pageInfo.hasNextPage ? [...nodes, ...(await allNetworks(cms, locale, pageInfo.endCursor))] : nodes;
}
