import type { APIRoute } from 'astro';
import { textsOf, LOCALES } from '../languages';
import { loadSurroundings } from '../views/load';

export const GET: APIRoute = async () => {
  const { frontendUrl } = (await loadSurroundings('fr')).siteSettings;
  const lines = [
    'User-agent: *',
    'Disallow: /preview',
    ...LOCALES.map((locale) => `Disallow: ${textsOf(locale).searchPath}`),
    '',
    `Sitemap: ${frontendUrl}/sitemap.xml`,
  ];
  return new Response(`${lines.join('\n')}\n`, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
};
