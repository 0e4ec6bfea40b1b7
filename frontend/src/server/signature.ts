import { createHmac, timingSafeEqual } from 'node:crypto';

export const WINDOW_SECONDS = 300;

/** An announcement of the CMS: what changed, by the tags of its answers. */
export interface Announcement {
  id: string;
  sentAt: string;
  tags: string[];
  paths: string[];
}

/**
 * Returns the announcement in a body, null unless the CMS signed it in the last five minutes.
 *
 * `timestamp` is in seconds since 1970; `signature` is `sha256=` and the HMAC of the timestamp, a full
 * stop and the body, in hexadecimal digits.
 */
export function readAnnouncement(
  body: Buffer,
  signature: string | null,
  timestamp: string | null,
  secret: string,
  now = Date.now(),
): Announcement | null {
  const hmac = createHmac('sha256', secret).update(`${timestamp}.`).update(body);
  const expected = Buffer.from(`sha256=${hmac.digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  // What is no number is not fresh.
  if (!(Math.abs(now / 1000 - Number(timestamp)) <= WINDOW_SECONDS)) return null;
  let announcement: Partial<Announcement>;
  try {
    announcement = JSON.parse(body.toString('utf8')) as Partial<Announcement>;
  } catch {
    return null;
  }
  const { id, sentAt, tags, paths } = announcement;
  if (typeof id !== 'string' || typeof sentAt !== 'string' || !isTexts(tags) || !isTexts(paths)) return null;
  return { id, sentAt, tags, paths };
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
