/**
 * Returns where an address with doubled slashes in its path should lead: the same one without them, and
 * none (null) for an address that has none.
 *
 * It begins with one slash, so that it leads to no other site: a browser reads //exemple.fr as a host.
 */
export function withoutDoubledSlashes(address: URL): string | null {
  if (!address.pathname.includes('//')) return null;
  return address.pathname.replace(/\/{2,}/g, '/') + address.search;
}
