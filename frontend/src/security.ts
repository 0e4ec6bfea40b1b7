import { CMS_ADMIN_ORIGIN, CMS_ENDPOINT, CMS_USERBAR_URL } from 'astro:env/server';

/** Origin of the admin, which frames previews and serves the pictures. */
export const adminOrigin = new URL(CMS_ADMIN_ORIGIN ?? CMS_ENDPOINT).origin;
const userbarOrigin = CMS_USERBAR_URL ? new URL(CMS_USERBAR_URL).origin : '';

/**
 * Returns the Content-Security-Policy of a page.
 *
 * No page has a style or a script in itself, so that none needs a hash or a nonce. A preview may be
 * framed by the admin, and has the user bar where there is one.
 */
export function contentSecurityPolicy({ isPreview = false, inMarkup = false } = {}): string {
  const bar = isPreview ? userbarOrigin : '';
  const directives: Record<string, string> = {
    'default-src': "'none'",
    'script-src': `'self' ${bar}`,
    'style-src': `'self' ${bar}`,
    'img-src': `'self' data: ${adminOrigin} ${bar}`,
    'font-src': `'self' ${bar}`,
    'connect-src': `'self' ${bar}`,
    'form-action': "'self'",
    'base-uri': "'none'",
    // A policy in the markup can't say who may frame the page.
    ...(inMarkup ? {} : { 'frame-ancestors': isPreview ? `'self' ${adminOrigin}` : "'none'" }),
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value.trim()}`)
    .join('; ');
}
