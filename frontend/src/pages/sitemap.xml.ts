import type { APIRoute } from 'astro';
import { allPages, type SitemapEntry } from '../routing/sitemap';

export const GET: APIRoute = async ({ locals }) => {
  const entries = await allPages(locals.cms);
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${entries.map(entryText).join('\n')}
</urlset>
`;
  return new Response(text, { headers: { 'Content-Type': 'application/xml; charset=utf-8' } });
};

function entryText({ url, lastModified, alternates }: SitemapEntry): string {
  const links = alternates.map(
    (one) => `<xhtml:link rel="alternate" hreflang="${one.locale}" href="${escaped(one.url)}"/>`,
  );
  const parts = [`<loc>${escaped(url)}</loc>`, lastModified && `<lastmod>${lastModified}</lastmod>`, ...links];
  return `<url>${parts.filter(Boolean).join('')}</url>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
