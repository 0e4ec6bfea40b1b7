import { BLOCK } from '../blocks/document';
import { FILE, HERO, LOGO, PICTURE } from '../cms/fragments';
import { graphql, type ResultOf } from '../cms/graphql';

/** All that a page needs, whatever its type, in one question; the address is all that is known. */
export const ROUTE = graphql(
  `
    query Route($path: String!, $locales: [String!]) {
      route(path: $path, locales: $locales) {
        __typename
        ... on PageRoute {
          path
          requestedLocale
          servedLocale
          fallbackReason
          isOutdated
          sourceChangedAt
          alternates { locale path url }
          breadcrumbs { title path }
          page {
            __typename
            id
            title
            seoTitle
            searchDescription
            url
            urlPath
            canonicalUrl
            lastPublishedAt
            ... on HomePage { introduction socialImage { ...Hero } body { ...Block } }
            ... on ContentPage { introduction socialImage { ...Hero } body { ...Block } }
            ... on AgreementsPage { introduction socialImage { ...Hero } body { ...Block } }
            ... on NetworkIndexPage { introduction socialImage { ...Hero } body { ...Block } }
            ... on LegalPage {
              introduction
              socialImage { ...Hero }
              inForceOn
              validUntil
              body { ...Block }
            }
            ... on ContactPage {
              introduction
              socialImage { ...Hero }
              subjects
              consent { html }
              thankYou { html }
              body { ...Block }
            }
            ... on DiagramPage {
              introduction
              socialImage { ...Hero }
              diagram { url alt width height ...Picture }
              textAlternative { html }
              document { ...File }
              body { ...Block }
            }
            ... on StructureIndexPage {
              introduction
              socialImage { ...Hero }
              commonElementsTitle
              commonElements { __typename ... on PointBlock { title text page { title urlPath } } }
              body { ...Block }
            }
            ... on StructurePage {
              introduction
              socialImage { ...Hero }
              name
              brand
              isAciphc
              siret
              description
              support
              notice
              addressLine1
              addressLine2
              postCode
              latitude
              longitude
              phone
              email
              website
              openingHours
              accessibilityUrl
              conventionNumber
              conventionStartsOn
              conventionEndsOn
              confirmedOn
              jsonLd
              logo { ...Logo }
              kind { code name contract article legalUrl explanation { html } }
              commune { name codeInsee latitude longitude }
              networks { slug name acronym website }
              activities {
                sector { slug name }
                note
                offerTypes
                audiences
                area
                radiusKm
                communes { name }
                epcis { name }
              }
            }
          }
        }
        ... on RedirectRoute { location isPermanent }
        ... on GoneRoute { requestedLocale }
        ... on NotFoundRoute { requestedLocale }
      }
    }
  `,
  [BLOCK, HERO, LOGO, FILE, PICTURE],
);

type Route = ResultOf<typeof ROUTE>['route'];
export type PageRoute = Extract<Route, { __typename: 'PageRoute' }>;
export type Page = PageRoute['page'];
/** The page of one type, such as PageOf<'LegalPage'>. */
export type PageOf<Name extends Page['__typename']> = Extract<Page, { __typename: Name }>;
