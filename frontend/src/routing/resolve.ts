import type { Cms } from '../cms/client';
import { chainFor, localeOf, preferred, type Locale } from '../languages';
import { asked, decoded, encoded } from '../http/addresses';
import { ROUTE, type PageRoute } from '../page/document';

/** What to do with an address. */
export type Resolution =
  | { kind: 'page'; route: PageRoute; locale: Locale }
  | { kind: 'redirect'; location: string; status: 301 | 302 }
  | { kind: 'gone' | 'missing'; locale: Locale };

/**
 * Returns what is at a path, as the CMS says; the query string counts for redirects alone.
 *
 * `languages` is the reader's header Accept-Language, asked for where the path names none.
 */
export async function resolve(cms: Cms, path: string, query = '', languages: string | null = null): Promise<Resolution> {
  const locales = path === '/' ? preferred(languages) : chainFor(path);
  const address = asked(path, query);
  if (address === null) return { kind: 'missing', locale: localeOf(path.split('/')[1]) };
  const { route } = await cms.ask(ROUTE, { path: address, locales });
  switch (route.__typename) {
    case 'PageRoute': {
      const isVariant = route.fallbackReason === null && decoded(path) !== route.path;
      if (isVariant) return { kind: 'redirect', location: encoded(route.path + query), status: 301 };
      return { kind: 'page', route, locale: localeOf(route.requestedLocale) };
    }
    case 'RedirectRoute':
      return { kind: 'redirect', location: encoded(route.location), status: route.isPermanent ? 301 : 302 };
    case 'GoneRoute':
      return { kind: 'gone', locale: localeOf(route.requestedLocale) };
    case 'NotFoundRoute':
      return { kind: 'missing', locale: localeOf(route.requestedLocale) };
  }
}
