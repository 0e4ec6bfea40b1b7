import type { APIRoute } from 'astro';
import { PLACES } from '../directory/document';

/** Completes a commune while it is typed: a list of names. */
export const GET: APIRoute = async ({ locals, url }) => {
  const search = (url.searchParams.get('q') ?? '').trim().slice(0, 200);
  const { communes } = search ? await locals.cms.ask(PLACES, { search }) : { communes: [] };
  return Response.json(communes.map(({ name }) => name));
};
