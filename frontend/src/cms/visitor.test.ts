import assert from 'node:assert/strict';
import { test } from 'node:test';
import { forwardedFor } from './visitor.ts';

function asked(forwarded: string | null): string {
  const headers: Record<string, string> = forwarded === null ? {} : { 'X-Forwarded-For': forwarded };
  return forwardedFor(new Request('http://a.example/', { headers }), '192.0.2.1');
}

test('the list of addresses ends with that of the connection', () => {
  assert.equal(asked(null), '192.0.2.1');
  assert.equal(asked('198.51.100.7, [2001:db8::1]'), '198.51.100.7, [2001:db8::1], 192.0.2.1');
});

test('what is no address keeps its place', () => {
  assert.equal(asked('é<x>,,198.51.100.7'), 'x, , 198.51.100.7, 192.0.2.1');
});

test('the last addresses of a long list are passed on', () => {
  assert.equal(asked(Array(500).fill('198.51.100.7').join()).split(', ').length, 10);
});
