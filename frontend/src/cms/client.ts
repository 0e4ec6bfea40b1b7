import { createHash } from 'node:crypto';
import { print } from '@0no-co/graphql.web';
import { CMS_ENDPOINT, CMS_SITE_SECRET, FRESH_SECONDS, KEPT_ANSWERS_MEGABYTES } from 'astro:env/server';
import type { TadaDocumentNode } from 'gql.tada';
import { Answers } from './answers';
import { json } from './readable';
import { visitor } from './visitor';

const TIMEOUT_MILLISECONDS = 10_000;
/** What is longer, a server on the way may refuse; it is asked in a body instead. */
const LONGEST_ADDRESS = 6_000;

/** Returns headers that identify the site's server, and the visitor: the CMS limits the requests of each. */
function identity(): Record<string, string> {
  const forwarded = visitor.getStore();
  return {
    ...(CMS_SITE_SECRET && { 'X-Site-Secret': CMS_SITE_SECRET }),
    ...(forwarded && { 'X-Forwarded-For': forwarded }),
  };
}

/** Reads content: what is published, or what an editor is writing. */
export interface Cms {
  /** Returns the data of an answer; throws a CmsError where there is none. */
  ask<Data, Variables>(document: TadaDocumentNode<Data, Variables>, variables: Variables): Promise<Data>;
}

/** The CMS refused a question, or can't be reached (code SERVICE_UNAVAILABLE). */
export class CmsError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(`${code}: ${message}`);
    this.code = code;
  }
}

interface Body {
  data?: unknown;
  errors?: { message: string; path?: (string | number)[]; extensions?: { code?: string; requestId?: string } }[];
}

export const answers = new Answers(KEPT_ANSWERS_MEGABYTES * 1_000_000);

/** What everybody reads. An answer is kept, and the CMS is asked each time whether it still holds. */
export const published: Cms = {
  async ask<Data, Variables>(document: TadaDocumentNode<Data, Variables>, variables: Variables) {
    const { text, hash } = named(document);
    const values = json(variables ?? {});
    const key = `${hash} ${values}`;
    const kept = answers.get(key);
    // The clock of the day may be set back, and an answer would then stay fresh.
    const now = performance.now();
    if (kept && now - kept.checkedAt < FRESH_SECONDS * 1000) return kept.data as Data;

    const purges = answers.purges;
    const address = new URL(CMS_ENDPOINT);
    address.search = new URLSearchParams({ documentId: hash, variables: values }).toString();
    const isShort = address.href.length <= LONGEST_ADDRESS;
    const persistedQuery = { version: 1, sha256Hash: hash };
    const inFull = () => post({ query: text, variables, extensions: { persistedQuery } });
    let response = isShort ? await send(address, kept ? { headers: { 'If-None-Match': kept.etag } } : {}) : await inFull();
    if (kept && response.status === 304) {
      if (purges === answers.purges) kept.checkedAt = now;
      return kept.data as Data;
    }
    let body = await read(response);
    if (body.errors?.[0]?.extensions?.code === 'PERSISTED_QUERY_NOT_FOUND') {
      response = await inFull();
      body = await read(response);
    }
    const data = dataOf(body);
    const etag = response.headers.get('ETag');
    if (etag && !response.headers.get('Cache-Control')?.includes('no-store')) {
      const tags = new Set(response.headers.get('Cache-Tag')?.split(',').map((tag) => tag.trim()));
      const bytes = JSON.stringify(data).length * 2 + key.length;
      answers.set(key, { data, etag, tags, bytes, checkedAt: now }, purges);
    }
    return data as Data;
  },
};

/** Sends a mutation to the CMS; its answer is kept nowhere. */
export async function tell<Data, Variables>(
  document: TadaDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  return dataOf(await read(await post({ query: named(document).text, variables }))) as Data;
}

/** Returns what an editor with this grant reads: drafts, which are kept nowhere. */
export function draft(token: string): Cms {
  return {
    async ask<Data, Variables>(document: TadaDocumentNode<Data, Variables>, variables: Variables) {
      const body = { query: named(document).text, variables };
      return dataOf(await read(await post(body, { 'X-Preview-Token': token }))) as Data;
    },
  };
}

const names = new WeakMap<object, { text: string; hash: string }>();

function named(document: object): { text: string; hash: string } {
  let found = names.get(document);
  if (!found) {
    const text = print(document as Parameters<typeof print>[0]);
    found = { text, hash: createHash('sha256').update(text).digest('hex') };
    names.set(document, found);
  }
  return found;
}

function post(body: object, headers: Record<string, string> = {}): Promise<Response> {
  return send(new URL(CMS_ENDPOINT), {
    method: 'POST',
    body: json(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
}

async function send(address: URL, options: RequestInit & { headers?: Record<string, string> }): Promise<Response> {
  try {
    return await fetch(address, {
      ...options,
      headers: { Accept: 'application/json', ...identity(), ...options.headers },
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
  } catch (error) {
    throw new CmsError('SERVICE_UNAVAILABLE', String(error));
  }
}

async function read(response: Response): Promise<Body> {
  let body: unknown;
  try {
    body = await response.json();
  } catch {
    throw new CmsError('SERVICE_UNAVAILABLE', `the CMS answers ${response.status} without JSON`);
  }
  const { data, errors } = (body ?? {}) as Body;
  // Something on the way may answer in place of the CMS.
  if ((typeof data !== 'object' || data === null) && !errors?.[0]) {
    throw new CmsError('SERVICE_UNAVAILABLE', `the CMS answers ${response.status} without data`);
  }
  return body as Body;
}

function dataOf(body: Body): unknown {
  const error = body.errors?.[0];
  if (!error) return body.data;
  const { code, requestId } = error.extensions ?? {};
  // The log of the CMS has the rest, under this id.
  const place = [error.path && `at ${error.path.join('.')}`, requestId && `request ${requestId}`];
  const message = [error.message, ...place.filter(Boolean)].join(' · ');
  throw new CmsError(code ?? 'INTERNAL_SERVER_ERROR', message);
}
