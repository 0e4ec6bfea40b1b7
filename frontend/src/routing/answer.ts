import { CmsError, type Cms } from '../cms/client';
import { readMessage, sendForm, type Filled } from '../contact/exchange';
import type { Locale } from '../languages';
import type { Surroundings } from '../layout/document';
import { Refusal } from '../http/body';
import { unavailable } from './unavailable';
import { loadPage, loadSurroundings, type Loaded } from '../views/load';
import { encoded } from '../http/addresses';
import type { PageRoute } from '../page/document';
import { resolve, type Resolution } from './resolve';
import { withoutTracking } from './tracking';

type Content =
  | { kind: 'page'; route: PageRoute; locale: Locale; loaded: Loaded }
  | { kind: 'none'; reason: 'missing' | 'gone' | 'tooLong' | 'unreadable'; locale: Locale; surroundings: Surroundings };
type Found = Exclude<Resolution, { kind: 'redirect' }>;

const KEEPS_METHOD = { 301: 308, 302: 307 } as const;

/** What the answer is made of: the page's own Astro object. */
interface Asked {
  locals: App.Locals;
  url: URL;
  request: Request;
  response: { status?: number; headers: Headers };
  redirect: (path: string, status: 301 | 302 | 303 | 307 | 308) => Response;
  isPrerendered: boolean;
}

/**
 * Returns what to show at the address asked for, or where to go instead; sets the status.
 *
 * What a visitor sends while the CMS can't be reached comes back to her.
 */
export async function answer(asked: Asked): Promise<Content | Response> {
  if (asked.isPrerendered || asked.request.method !== 'POST') return answerTo(asked, null);
  const message = await messageOf(asked.request);
  try {
    return await answerTo(asked, message);
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    console.error(error.message);
    return unavailable(error, message instanceof Refusal ? undefined : message);
  }
}

/** Returns what was filled in, or the reason why it can't be read. */
async function messageOf(request: Request): Promise<Filled | Refusal> {
  try {
    return await readMessage(request);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

async function answerTo(asked: Asked, message: Filled | Refusal | null): Promise<Content | Response> {
  const { locals, url, request, response, redirect, isPrerendered } = asked;
  const languages = isPrerendered ? null : request.headers.get('Accept-Language');
  const query = isPrerendered ? '' : withoutTracking(url.search);
  // Astro has decoded its own address as often as it could; the CMS decodes it once.
  const path = isPrerendered ? url.pathname : new URL(request.url).pathname;
  const resolution = await resolve(locals.cms, path, query, languages);
  if (resolution.kind === 'redirect') {
    // What a form sends goes along.
    const status = request.method === 'POST' ? KEEPS_METHOD[resolution.status] : resolution.status;
    const elsewhere = redirect(resolution.location, status);
    if (url.pathname === '/') elsewhere.headers.set('Vary', 'Accept-Language');
    return elsewhere;
  }
  if (message) return received(asked, resolution, message);
  const content = await contentOf(locals.cms, resolution, url, response, isPrerendered);
  // The form on the page has a token of its own.
  if (content.kind === 'page' && content.loaded.exchange) response.headers.set('Cache-Control', 'no-store');
  return content;
}

/** Returns the content of an address that leads nowhere else; sets the status 404 or 410. */
export async function contentOf(
  cms: Cms,
  resolution: Found,
  url: URL,
  response: { status?: number },
  isPrerendered: boolean,
): Promise<Content> {
  const { locale } = resolution;
  if (resolution.kind === 'page') {
    return { ...resolution, loaded: await loadPage(cms, resolution.route, locale, url, isPrerendered) };
  }
  response.status = resolution.kind === 'gone' ? 410 : 404;
  return { kind: 'none', reason: resolution.kind, locale, surroundings: await loadSurroundings(locale) };
}

/** Sends on what a form was filled in with; returns the page again where something is to be mended. */
async function received(asked: Asked, resolution: Found, message: Filled | Refusal): Promise<Content | Response> {
  const { locals, url, response, redirect } = asked;
  if (resolution.kind !== 'page' || resolution.route.page.__typename !== 'ContactPage') {
    return new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } });
  }
  const { route, locale } = resolution;
  response.headers.set('Cache-Control', 'no-store');
  if (message instanceof Refusal) {
    response.status = message.status;
    const reason = message.status === 413 ? 'tooLong' : 'unreadable';
    return { kind: 'none', reason, locale, surroundings: await loadSurroundings(locale) };
  }
  const exchange = await sendForm({ ...message, page: route.page.id });
  // The thanks have an address of their own: the page loaded anew sends nothing twice.
  if (exchange.isSent) return redirect(encoded(`${route.path}?sent`), 303);
  response.status = exchange.isRefused ? 429 : 422;
  return { kind: 'page', route, locale, loaded: { ...(await loadPage(locals.cms, route, locale, url, false)), exchange } };
}
