import { graphql } from '../cms/graphql';

export const SEARCH = graphql(`
  query SiteSearch($query: String!, $locale: String!, $after: String) {
    search(query: $query, locale: $locale, first: 20, after: $after) {
      totalCount
      pageInfo { hasNextPage endCursor }
      nodes {
        __typename
        ... on PageInterface {
          title
          urlPath
          searchDescription
          ancestors(limit: 5) { title }
        }
        ... on StructurePage { introduction }
        ... on Network { slug name summary }
      }
    }
    communes(search: $query, first: 3) { codeInsee name }
  }
`);
