import type { APIRoute } from 'astro';
import { searchText } from '../cms/search-text';
import { PLACES } from '../directory/document';

/** Completes a commune while it is typed: a list of names. */
export const GET: APIRoute = async ({ locals, url }) => {
  const search = searchText(url.searchParams.get('q'));
  const { communes } = search ? await locals.cms.ask(PLACES, { search }) : { communes: [] };
  return Response.json(communes.map(({ name }) => name));
};
export const HEAD = GET;

/** Nothing is sent here. */
export const ALL: APIRoute = () => Response.json({ error: 'Ask by GET.' }, { status: 405, headers: { Allow: 'GET, HEAD' } });
