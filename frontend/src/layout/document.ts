import { LOGO } from '../cms/fragments';
import { graphql, type ResultOf } from '../cms/graphql';

/** What stands around every page of a language. */
export const SURROUNDINGS = graphql(
  `
    query Surroundings($locale: String!) {
      navigation(locale: $locale) {
        main { label url page { urlPath } children { label url page { urlPath } } }
        footer { label url page { urlPath } }
      }
      siteSettings(locale: $locale) {
        associationName
        tagline
        frontendUrl
        email
        phone
        postalAddress
        jsonLd
        logo { ...Logo }
        socialLinks { name url }
      }
    }
  `,
  [LOGO],
);

export type Surroundings = ResultOf<typeof SURROUNDINGS>;
export type MenuEntry = Pick<Surroundings['navigation']['main'][number], 'label' | 'url' | 'page'>;
