import { STRUCTURE_CARD } from '../cms/fragments';
import { graphql, type ResultOf } from '../cms/graphql';

export const DIRECTORY = graphql(
  `
    query Directory($locale: String!, $where: StructureFilter, $near: NearInput, $search: String, $after: String) {
      structures(locale: $locale, where: $where, near: $near, search: $search, after: $after, first: 20) {
        totalCount
        pageInfo { hasNextPage endCursor }
        nodes {
          ...StructureCard
          distanceKm
          siret
          conventionEndsOn
        }
        facets {
          kinds { ...Facet }
          families { ...Facet }
          sectorGroups { ...Facet }
          sectors { ...Facet }
          audiences { ...Facet }
          offerTypes { ...Facet }
          networks { ...Facet }
          communes { ...Facet }
          epcis { ...Facet }
        }
      }
    }
    fragment Facet on FacetCount { value label count }
  `,
  [STRUCTURE_CARD],
);
export type Found = ResultOf<typeof DIRECTORY>['structures'];
export type Facets = Found['facets'];

export const PLACES = graphql(`
  query Places($search: String!) {
    communes(search: $search, first: 10) { codeInsee name postCodes }
  }
`);
export type Place = ResultOf<typeof PLACES>['communes'][number];

export const COMMUNES = graphql(`
  query Communes($after: String) {
    communeList(first: 100, after: $after) {
      pageInfo { hasNextPage endCursor }
      nodes { codeInsee name latitude longitude }
    }
  }
`);
export type Commune = ResultOf<typeof COMMUNES>['communeList']['nodes'][number];
