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
 * `signature` is `sha256=` and the HMAC of the body in hexadecimal digits. The time is that in the
 * body, which is signed, and the header must not be from another time either.
 */
export function readAnnouncement(
  body: Buffer,
  signature: string | null,
  timestamp: string | null,
  secret: string,
  now = Date.now(),
): Announcement | null {
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  let announcement: Partial<Announcement>;
  try {
    announcement = JSON.parse(body.toString('utf8')) as Partial<Announcement>;
  } catch {
    return null;
  }
  const { id, sentAt, tags, paths } = announcement;
  if (typeof id !== 'string' || typeof sentAt !== 'string' || !isTexts(tags) || !isTexts(paths)) return null;
  const times = [sentAt, timestamp ?? ''].map(milliseconds);
  const isFresh = times.every((time) => Math.abs(now - time) <= WINDOW_SECONDS * 1000);
  return isFresh ? { id, sentAt, tags, paths } : null;
}

/** Returns a time that is written in seconds or as ISO 8601, NaN for anything else. */
function milliseconds(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : Date.parse(text);
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
