import { AsyncLocalStorage } from 'node:async_hooks';

/** The maximum number of addresses to pass on: more than any request has. */
const MOST_ADDRESSES = 10;

/** The value of X-Forwarded-For for the request that is being answered; undefined in a static build. */
export const visitor = new AsyncLocalStorage<string>();

/** Returns a value of X-Forwarded-For: what the request has there, and the address of its connection. */
export function forwardedFor(request: Request, clientAddress: string): string {
  const named = request.headers.get('X-Forwarded-For')?.split(',') ?? [];
  return [...named, clientAddress]
    .slice(-MOST_ADDRESSES)
    .map((address) => address.replace(/[^\w.:%[\]]/g, ''))
    .join(', ');
}
