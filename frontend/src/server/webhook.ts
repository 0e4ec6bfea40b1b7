import type { APIRoute } from 'astro';
import { WEBHOOK_SECRET } from 'astro:env/server';
import { answers } from '../cms/client';
import { readBody, Refusal } from '../http/body';
import { readAnnouncement } from './signature';

const MOST_BYTES = 1_000_000;

/** Takes the announcement of a change, and forgets the answers that depend on it. */
export const POST: APIRoute = async ({ request }) => {
  if (!WEBHOOK_SECRET) return reply(404, { error: 'No secret is set.' });
  let body: Buffer;
  try {
    body = await readBody(request, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return reply(error.status, { error: 'Too long.' });
  }
  const { headers } = request;
  const announcement = readAnnouncement(
    body,
    headers.get('X-CMS-Signature'),
    headers.get('X-CMS-Timestamp'),
    WEBHOOK_SECRET,
  );
  if (!announcement) return reply(401, { error: 'No signature of the last five minutes.' });
  return reply(200, { id: announcement.id, purged: answers.purge(announcement.tags) });
};

/** Anything else is not an announcement. */
export const ALL: APIRoute = () => {
  if (!WEBHOOK_SECRET) return reply(404, { error: 'No secret is set.' });
  return reply(405, { error: 'An announcement is sent by POST.' }, { Allow: 'POST' });
};

function reply(status: number, value: object, headers: Record<string, string> = {}): Response {
  return Response.json(value, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}
