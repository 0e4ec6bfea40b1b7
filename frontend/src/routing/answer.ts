import type { Cms } from '../cms/client';
import type { Locale } from '../languages';
import type { Surroundings } from '../layout/document';
import { loadPage, loadSurroundings, type Loaded } from '../views/load';
import type { PageRoute } from './document';
import { resolve } from './resolve';

type Content =
  | { kind: 'page'; route: PageRoute; locale: Locale; loaded: Loaded }
  | { kind: 'none'; reason: 'missing' | 'gone'; locale: Locale; surroundings: Surroundings };

/** What the answer is made of: the page's own Astro object. */
interface Asked {
  locals: App.Locals;
  url: URL;
  request: Request;
  response: { status?: number };
  redirect: (path: string, status: 301 | 302) => Response;
  isPrerendered: boolean;
}

/** Returns what to show at the address asked for, or where to go instead; sets the status. */
export async function answer({ locals, url, request, response, redirect, isPrerendered }: Asked): Promise<Content | Response> {
  const languages = isPrerendered ? null : request.headers.get('Accept-Language');
  const query = isPrerendered ? '' : url.search;
  const resolution = await resolve(locals.cms, url.pathname, query, languages);
  if (resolution.kind === 'redirect') {
    const elsewhere = redirect(resolution.location, resolution.status);
    if (url.pathname === '/') elsewhere.headers.set('Vary', 'Accept-Language');
    return elsewhere;
  }
  return contentOf(locals.cms, resolution, url, response, isPrerendered);
}

/** Returns the content of an address that leads nowhere else; sets the status 404 or 410. */
export async function contentOf(
  cms: Cms,
  resolution: Exclude<Awaited<ReturnType<typeof resolve>>, { kind: 'redirect' }>,
  url: URL,
  response: { status?: number },
  isWhole: boolean,
): Promise<Content> {
  const { locale } = resolution;
  if (resolution.kind === 'page') {
    return { ...resolution, loaded: await loadPage(cms, resolution.route, locale, url, isWhole) };
  }
  response.status = resolution.kind === 'gone' ? 410 : 404;
  return { kind: 'none', reason: resolution.kind, locale, surroundings: await loadSurroundings(cms, locale) };
}
