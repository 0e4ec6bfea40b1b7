/**
 * Returns an address as a header needs it: what is not ASCII is percent-encoded, what is encoded stays.
 *
 * Node refuses a header with a character above U+00FF, and sends one below as a byte that is no UTF-8.
 */
export function encoded(address: string): string {
  return address.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent);
}

/** The CMS knows no longer address. */
const LONGEST = 2_000;

/**
 * Returns the address that the CMS is asked for, null where no page can be.
 *
 * The query string counts for redirects alone, and one that makes the address too long for any of them
 * is left out.
 */
export function asked(path: string, query: string): string | null {
  if (path.length > LONGEST) return null;
  return path.length + query.length > LONGEST ? path : path + query;
}

/** Returns a path as people read it; one that is no valid encoding stays as it is. */
export function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}
