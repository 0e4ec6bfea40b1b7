import { defineMiddleware } from 'astro:middleware';
import { CmsError, published } from './cms/client';
import { forwardedFor, visitor } from './cms/visitor';
import { encoded } from './http/addresses';
import { withoutDoubledSlashes } from './routing/slashes';
import { contentSecurityPolicy } from './security';
import { unavailable } from './routing/unavailable';

export const onRequest = defineMiddleware(async (context, next) => {
  context.locals.cms = published;
  context.locals.path = context.url.pathname;
  context.locals.isPreview = false;
  if (context.isPrerendered) return next();
  const started = performance.now();
  // Astro's own address has no doubled slash left.
  const clean = withoutDoubledSlashes(new URL(context.request.url));
  let response: Response;
  try {
    const forwarded = forwardedFor(context.request, context.clientAddress);
    response =
      clean === null
        ? await visitor.run(forwarded, () => next())
        : context.redirect(encoded(clean), isRead(context.request) ? 301 : 308);
  } catch (error) {
    if (!(error instanceof CmsError)) throw error;
    console.error(error.message);
    response = unavailable(error);
  }
  const { headers } = response;
  if (headers.get('Content-Type') === 'text/html') headers.set('Content-Type', 'text/html; charset=utf-8');
  headers.set('X-Content-Type-Options', 'nosniff');
  if (!import.meta.env.DEV) {
    headers.set('Content-Security-Policy', contentSecurityPolicy({ isPreview: context.url.pathname === '/preview' }));
  }
  if (!headers.has('Referrer-Policy')) headers.set('Referrer-Policy', 'strict-origin-when-cross-origin');
  if (!headers.has('Cache-Control')) headers.set('Cache-Control', 'public, max-age=0, must-revalidate');
  headers.set('Permissions-Policy', 'camera=(), geolocation=(), microphone=()');
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Server-Timing', `page;dur=${(performance.now() - started).toFixed(1)}`);
  return response;
});

function isRead({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}
