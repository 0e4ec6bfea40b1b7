import { graphql, type ResultOf, type VariablesOf } from '../cms/graphql';

/** The token of a form. An answer that has one is kept by nobody, so it is asked for by itself. */
export const TOKEN = graphql(`
  query ContactToken($page: ID!) {
    page(id: $page) { ... on ContactPage { formToken } }
  }
`);

export const SEND = graphql(`
  mutation SendContactMessage($input: SendContactMessageInput!) {
    sendContactMessage(input: $input) { isSent errors { field fault message } }
  }
`);

export type Message = VariablesOf<typeof SEND>['input'];
export type Fault = ResultOf<typeof SEND>['sendContactMessage']['errors'][number];
