import { graphql, type ResultOf } from './graphql';

/** A picture in the text. */
export const PICTURE = graphql(`
  fragment Picture on Image {
    alt
    credit
    width
    height
    src(preset: CONTENT)
    sources(preset: CONTENT) { type srcset sizes }
  }
`);
export type Picture = ResultOf<typeof PICTURE>;

/** A picture across the page. */
export const HERO = graphql(`
  fragment Hero on Image {
    alt
    credit
    width
    height
    src(preset: HERO)
    sources(preset: HERO) { type srcset sizes }
    social: src(preset: SOCIAL)
  }
`);
export type Hero = ResultOf<typeof HERO>;

/** A mark. */
export const LOGO = graphql(`
  fragment Logo on Image {
    alt
    width
    height
    src(preset: LOGO)
    sources(preset: LOGO) { type srcset sizes }
  }
`);
export type Logo = ResultOf<typeof LOGO>;

/** A file to download. */
export const FILE = graphql(`
  fragment File on Document {
    title
    url
    fileExtension
    fileSize
  }
`);
export type File = ResultOf<typeof FILE>;

/** A structure in a list. */
export const STRUCTURE_CARD = graphql(`
  fragment StructureCard on StructurePage {
    id
    title
    urlPath
    introduction
    notice
    phone
    kind { code name contract }
    commune { name }
    networks { name acronym }
  }
`);
export type StructureCard = ResultOf<typeof STRUCTURE_CARD>;

/** A network in a list. */
export const NETWORK_CARD = graphql(
  `
    fragment NetworkCard on Network {
      slug
      name
      acronym
      scope
      summary
      foundedYear
      website
      logo { ...Logo }
    }
  `,
  [LOGO],
);
export type NetworkCard = ResultOf<typeof NETWORK_CARD>;
