import type { Cms } from '../cms/client';
import { graphql, type ResultOf } from '../cms/graphql';

const SITEMAP = graphql(`
  query Sitemap($after: String) {
    sitemap(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { url path lastModified alternates { locale url } }
    }
  }
`);
export type SitemapEntry = ResultOf<typeof SITEMAP>['sitemap']['nodes'][number];

/** Returns all pages of all languages. */
export async function allPages(cms: Cms, after: string | null = null): Promise<SitemapEntry[]> {
  const { nodes, pageInfo } = (await cms.ask(SITEMAP, { after })).sitemap;
  return pageInfo.hasNextPage ? [...nodes, ...(await allPages(cms, pageInfo.endCursor))] : nodes;
}
