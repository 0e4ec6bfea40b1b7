import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { readAnnouncement } from './signature.ts';

const SECRET = 'a secret of more than thirty-two letters';
const NOW = Date.parse('2026-11-25T10:00:00Z');
const SENT = { id: '1', sentAt: '2026-11-25T09:58:00Z', tags: ['page-3'], paths: ['/fr/'] };

/** Reads what was signed `age` seconds ago, as it arrives with some changes. */
function read(sent: object = SENT, { age = 120, secret = SECRET, body = '', timestamp = '' } = {}) {
  const signed = JSON.stringify(sent);
  const time = String(NOW / 1000 - age);
  const signature = `sha256=${createHmac('sha256', secret).update(`${time}.${signed}`).digest('hex')}`;
  return readAnnouncement(Buffer.from(body || signed), signature, timestamp || time, SECRET, NOW);
}

test('a signed announcement is read', () => assert.deepEqual(read(), SENT));
test('another secret is refused', () => assert.equal(read(SENT, { secret: 'x'.repeat(40) }), null));
test('a changed body is refused', () =>
  assert.equal(read(SENT, { body: JSON.stringify({ ...SENT, tags: ['all'] }) }), null));
test('another time than the signed one is refused', () =>
  assert.equal(read(SENT, { age: 900, timestamp: String(NOW / 1000) }), null));
test('an announcement of five minutes is read, an older one refused', () => {
  assert.deepEqual(read(SENT, { age: 300 }), SENT);
  assert.equal(read(SENT, { age: 301 }), null);
});
test('one from the future is refused', () => assert.equal(read(SENT, { age: -301 }), null));
test('one without a signature or without a time is refused', () => {
  assert.equal(readAnnouncement(Buffer.from('{}'), null, String(NOW / 1000), SECRET, NOW), null);
  const signature = `sha256=${createHmac('sha256', SECRET).update(`null.${JSON.stringify(SENT)}`).digest('hex')}`;
  assert.equal(readAnnouncement(Buffer.from(JSON.stringify(SENT)), signature, null, SECRET, NOW), null);
});
test('what is signed and is no announcement is refused', () => assert.equal(read({ ...SENT, tags: [1] }), null));
