import node from '@astrojs/node';
import { defineConfig, envField } from 'astro/config';
import { routes } from './src/routes';

// OUTPUT=static builds the whole site as files; else a server renders each page when it is asked for.
const isStatic = process.env['OUTPUT'] === 'static';
// A body that is longer than this ends its connection; pages read less, and answer 413 (src/http/body.ts).
const MOST_BYTES = 10_000_000;

export default defineConfig({
  output: isStatic ? 'static' : 'server',
  ...(isStatic ? { outDir: './dist-static' } : { adapter: node({ mode: 'middleware', bodySizeLimit: MOST_BYTES }) }),
  integrations: [routes(isStatic)],
  trailingSlash: 'ignore',
  build: {
    format: 'directory',
    // No style or script stands in a page, so that the policy allows none (src/security.ts).
    inlineStylesheets: 'never',
  },
  vite: { build: { assetsInlineLimit: 0 } },
  // Nothing here knows a visitor by a cookie, so there is no request to forge.
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
  env: {
    schema: {
      CMS_ENDPOINT: envField.string({
        context: 'server',
        access: 'secret',
        url: true,
        default: 'http://localhost:8000/graphql/',
      }),
      // Origin of the admin, which frames previews; that of the endpoint unless it is told.
      CMS_ADMIN_ORIGIN: envField.string({ context: 'server', access: 'secret', url: true, optional: true }),
      // Origin of the pictures where it is not the admin's, such as a CDN's.
      CMS_MEDIA_ORIGIN: envField.string({ context: 'server', access: 'secret', url: true, optional: true }),
      // Shared with the CMS, which limits what each client may ask for in a minute (GRAPHQL_SITE_SECRET).
      CMS_SITE_SECRET: envField.string({ context: 'server', access: 'secret', min: 32, optional: true }),
      // Shared with the CMS, which signs its announcements of changes with it.
      WEBHOOK_SECRET: envField.string({ context: 'server', access: 'secret', min: 32, optional: true }),
      // How long an answer is used without asking the CMS whether it changed.
      FRESH_SECONDS: envField.number({ context: 'server', access: 'secret', min: 0, default: 0 }),
      KEPT_ANSWERS_MEGABYTES: envField.number({ context: 'server', access: 'secret', min: 1, default: 32 }),
    },
  },
});
