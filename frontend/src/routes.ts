import type { AstroIntegration } from 'astro';

/** What a server answers. */
const SERVER = {
  '/[...path]': './server/page.astro',
  '/preview': './server/preview.astro',
  '/webhook': './server/webhook.ts',
  '/communes.json': './server/communes.json.ts',
  '/404': './views/404.astro',
  '/fr/recherche': './server/search.fr.astro',
  '/en/search': './server/search.en.astro',
};

/** What is a file: there is nobody to answer a question of a visitor or of the CMS. */
const STATIC = {
  '/[...path]': './static/page.astro',
  '/404': './views/404.astro',
};

/** Returns the integration that adds the routes of one way to put the site online. */
export function routes(isStatic: boolean): AstroIntegration {
  return {
    name: 'routes',
    hooks: {
      'astro:config:setup': ({ injectRoute }) => {
        for (const [pattern, file] of Object.entries(isStatic ? STATIC : SERVER)) {
          injectRoute({ pattern, entrypoint: new URL(file, import.meta.url), prerender: isStatic });
        }
      },
    },
  };
}
