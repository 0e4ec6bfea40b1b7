import { CMS_ADMIN_ORIGIN, CMS_ENDPOINT, CMS_MEDIA_ORIGIN } from 'astro:env/server';

/** Origin of the admin, which frames previews and gives them its user bar. */
export const adminOrigin = new URL(CMS_ADMIN_ORIGIN ?? CMS_ENDPOINT).origin;
/** Address of Wagtail's user bar, which has the content checks. */
export const userbarAddress = `${adminOrigin}/preview/userbar/`;
const mediaOrigin = CMS_MEDIA_ORIGIN ? new URL(CMS_MEDIA_ORIGIN).origin : adminOrigin;

/**
 * Returns the Content-Security-Policy of a page.
 *
 * No page has a style or a script in itself, so that none needs a hash or a nonce. A preview may be
 * framed by the admin, and has its user bar.
 */
export function contentSecurityPolicy({ isPreview = false, inMarkup = false } = {}): string {
  const admin = isPreview ? adminOrigin : '';
  const directives: Record<string, string> = {
    'default-src': "'none'",
    'script-src': `'self' ${admin}`,
    'style-src': `'self' ${admin}`,
    'img-src': `'self' data: ${[...new Set([mediaOrigin, adminOrigin])].join(' ')}`,
    'font-src': `'self' ${admin}`,
    'connect-src': `'self' ${admin}`,
    'form-action': "'self'",
    'base-uri': "'none'",
    // A policy in the markup can't say who may frame the page.
    ...(inMarkup ? {} : { 'frame-ancestors': isPreview ? `'self' ${admin}` : "'none'" }),
  };
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value.trim()}`)
    .join('; ');
}
