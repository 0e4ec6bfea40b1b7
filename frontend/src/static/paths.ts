import { published } from '../cms/client';
import { graphql } from '../cms/graphql';
import { allPages } from '../routing/sitemap';

const REDIRECTS = graphql(`
  query Redirects($offset: Int) {
    redirects(limit: 100, offset: $offset) { oldPath target }
  }
`);

/** Returns the addresses of all pages and redirects, for the static build. */
export async function staticPaths() {
  const pages = (await allPages(published)).map(({ path }) => path);
  const redirects = (await allRedirects()).map(({ oldPath }) => oldPath).filter((path) => !path.includes('?'));
  return [...new Set(['/', ...pages, ...redirects])].map((path) => ({
    params: { path: path.replace(/^\/|\/$/g, '') || undefined },
  }));
}

async function allRedirects(offset = 0): Promise<{ oldPath: string; target: string }[]> {
  const { redirects } = await published.ask(REDIRECTS, { offset });
  // An empty target is an address that was withdrawn: a file that is not there says so well enough.
  const leading = redirects.filter(({ target }) => target);
  return redirects.length < 100 ? leading : [...leading, ...(await allRedirects(offset + 100))];
}
