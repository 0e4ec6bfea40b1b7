import { AsyncLocalStorage } from 'node:async_hooks';

/** More addresses than any request passes on its way. */
const MOST_ADDRESSES = 10;

/** Where the request that is being answered came from, as X-Forwarded-For lists it; unset in a build. */
export const visitor = new AsyncLocalStorage<string>();

/** Returns the addresses that a request came through: those that proxies have named, and the last one. */
export function forwardedFor(request: Request, clientAddress: string): string {
  const named = request.headers.get('X-Forwarded-For')?.split(',') ?? [];
  return [...named, clientAddress]
    .slice(-MOST_ADDRESSES)
    .map((address) => address.replace(/[^\w.:%[\]]/g, ''))
    .join(', ');
}
