import { initGraphQLTada } from 'gql.tada';
import type { introspection } from './schema.d.ts';

/** Makes a typed document of GraphQL text: a field that the schema lacks fails the type check. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { Date: string; DateTime: string; ID: string };
}>();

export type { ResultOf, TadaDocumentNode, VariablesOf } from 'gql.tada';
