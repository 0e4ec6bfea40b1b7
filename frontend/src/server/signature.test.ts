import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { readAnnouncement } from './signature.ts';

const SECRET = 'a secret of more than thirty-two letters';
const NOW = Date.parse('2026-11-25T10:00:00Z');
const SENT = { id: '1', sentAt: '2026-11-25T09:58:00Z', tags: ['page-3'], paths: ['/fr/'] };

function read(sent: object = SENT, changes: { secret?: string; body?: string; timestamp?: string | null } = {}) {
  const body = JSON.stringify(sent);
  const signature = `sha256=${createHmac('sha256', changes.secret ?? SECRET).update(body).digest('hex')}`;
  const timestamp = changes.timestamp === undefined ? '2026-11-25T09:58:00Z' : changes.timestamp;
  return readAnnouncement(Buffer.from(changes.body ?? body), signature, timestamp, SECRET, NOW);
}

test('a signed announcement is read', () => assert.deepEqual(read(), SENT));
test('the time may be in seconds', () => assert.deepEqual(read(SENT, { timestamp: String(NOW / 1000) }), SENT));
test('another secret is refused', () => assert.equal(read(SENT, { secret: 'x'.repeat(40) }), null));
test('a changed body is refused', () =>
  assert.equal(read(SENT, { body: JSON.stringify({ ...SENT, tags: ['all'] }) }), null));
test('an old announcement is refused, whatever its header says', () =>
  assert.equal(read({ ...SENT, sentAt: '2026-11-25T09:54:59Z' }, { timestamp: '2026-11-25T10:00:00Z' }), null));
test('one from the future is refused', () =>
  assert.equal(read({ ...SENT, sentAt: '2026-11-25T10:05:01Z' }), null));
test('one without a time in its header is refused', () => assert.equal(read(SENT, { timestamp: null }), null));
test('one without a signature is refused', () =>
  assert.equal(readAnnouncement(Buffer.from('{}'), null, null, SECRET, NOW), null));
test('what is signed and is no announcement is refused', () => assert.equal(read({ ...SENT, tags: [1] }), null));
