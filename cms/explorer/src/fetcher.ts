import type { Fetcher, FetcherParams, FetcherOpts } from '@graphiql/toolkit';

/**
 * Un POST JSON par requête, sans cookie, sans abonnement ni websocket. La réponse dit ce que
 * l'opération coûte, et ce que le cache en fait.
 */
export function createFetcher(endpoint: string): Fetcher {
  return async (params: FetcherParams, opts?: FetcherOpts) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      credentials: 'omit',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/graphql-response+json, application/json',
        ...opts?.headers,
      },
      body: JSON.stringify({ ...params, extensions: { cost: true, cache: true } }),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      const message = `Réponse inattendue du serveur (HTTP ${response.status}) : ce n’est pas du JSON.`;
      return { errors: [{ message }] };
    }
  };
}
