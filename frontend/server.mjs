// Serves the built site: its files from dist/client, and all else by rendering it.
import { createServer } from 'node:http';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import compression from 'compression';
import serveStatic from 'serve-static';
import { handler } from './dist/server/entry.mjs';

const host = process.env.HOST ?? 'localhost';
const port = Number(process.env.PORT ?? 4321);

const compress = compression();
const files = serveStatic(fileURLToPath(new URL('./dist/client/', import.meta.url)), {
  acceptRanges: false, // the files are small
  index: false,
  redirect: false,
  setHeaders(response, path) {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    // A file below _astro has the hash of its content in its name.
    if (path.includes(`${sep}_astro${sep}`)) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  },
});

/** Other methods are refused: Astro would render a page for PUT, and fails for TRACE. */
const METHODS = ['GET', 'HEAD', 'POST'];

const server = createServer((request, response) => {
  const refuse = (status, headers = {}) => response.writeHead(status, headers).end();
  // Astro's image optimizer is not used: the CMS makes the renditions.
  if (/^\/+_image\b/.test(request.url ?? '')) return refuse(404);
  if (!METHODS.includes(request.method ?? '')) return refuse(405, { Allow: METHODS.join(', ') });
  const render = () => handler(request, response);
  // The page of an address with doubled slashes leads to the one without; serve-static takes both.
  const isDoubled = /^[^?]*\/\//.test(request.url ?? '');
  compress(request, response, () => (isDoubled ? render() : files(request, response, render)));
});
server.listen(port, host, () => console.log(`Site public : http://${host}:${port}/`));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    server.close();
    server.closeAllConnections();
  });
}
