import { FILE, NETWORK_CARD, PICTURE, STRUCTURE_CARD } from '../cms/fragments';
import { graphql, type ResultOf } from '../cms/graphql';

/** What the site asks of each type of block; Body.astro has the component of each. */
export const BLOCK = graphql(
  `
    fragment Block on StreamFieldInterface {
      __typename
      ... on HeadingBlock { text level }
      ... on ParagraphBlock { content { html } }
      ... on QuoteBlock { text source sourceUrl }
      ... on TableBlock { caption columns rows }
      ... on CallToActionBlock {
        title
        text
        link { text url page { urlPath } document { url } }
      }
      ... on PointsBlock { title introduction points { title text page { title urlPath } } }
      ... on ContactBlock { title name phone email address note }
      ... on FigureBlock { image { ...Picture } alt decorative caption }
      ... on DocumentsBlock { title documents { ...File } }
      ... on KeyFiguresBlock { title figures { value caption source } }
      ... on AccordionBlock { title items { title content { html } } }
      ... on StepsBlock { title steps { title content { html } } }
      ... on NetworkListBlock { title networks { ...NetworkCard } }
      ... on StructureListBlock { title structures { ...StructureCard } }
    }
  `,
  [PICTURE, FILE, NETWORK_CARD, STRUCTURE_CARD],
);

export type Block = ResultOf<typeof BLOCK>;
/** The block of one type, such as BlockOf<'QuoteBlock'>. */
export type BlockOf<Name extends Block['__typename']> = Extract<Block, { __typename: Name }>;
/** The blocks of which nothing but the type's name is asked. */
type Unknown<B> = B extends unknown
  ? Exclude<keyof B, '__typename'> extends never
    ? B
    : never
  : never;

/** Leaves a block out. One of which more is asked does not compile: it needs a component. */
export function leaveOut(_block: Unknown<Block>): null {
  return null;
}
