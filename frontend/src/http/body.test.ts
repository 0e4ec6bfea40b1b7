import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBody, readForm } from './body.ts';

const MOST = 1000;
const URLENCODED = 'application/x-www-form-urlencoded';

function sent(body: string | ReadableStream, type = URLENCODED, headers: Record<string, string> = {}): Request {
  // Node sends a stream only where it is told that the answer comes after.
  const options = { method: 'POST', body, headers: { 'Content-Type': type, ...headers }, duplex: 'half' };
  return new Request('http://localhost/', options as RequestInit);
}

/** A body of unknown length; it counts what was read of it. */
function chunks(count: number, bytes: number) {
  const read = { bytes: 0, isDone: false };
  const stream = new ReadableStream({
    async pull(controller) {
      await new Promise(setImmediate);
      if (read.bytes >= count * bytes) {
        read.isDone = true;
        controller.close();
        return;
      }
      read.bytes += bytes;
      controller.enqueue(new Uint8Array(bytes));
    },
  });
  return { stream, read };
}

test('a body of at most so many bytes is read', async () => {
  assert.equal((await readBody(sent('a'.repeat(MOST)), MOST)).toString(), 'a'.repeat(MOST));
  assert.equal((await readBody(new Request('http://localhost/', { method: 'POST' }), MOST)).length, 0);
});

test('a body that is longer is refused by the length that it announces', async () => {
  const { stream } = chunks(1, 1);

  await assert.rejects(readBody(sent(stream, URLENCODED, { 'Content-Length': '1001' }), MOST), { status: 413 });
});

test('a body without a length is refused before it is read, and what follows is dropped', async () => {
  const { stream, read } = chunks(100, 600);

  await assert.rejects(readBody(sent(stream), MOST), { status: 413 });
  assert.ok(read.bytes < 3000);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(read.isDone, true);
});

test('a form is read in both ways to write it', async () => {
  const multipart = '--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nÉlise\r\n--x--\r\n';

  assert.equal((await readForm(sent('name=%C3%89lise'), MOST)).get('name'), 'Élise');
  assert.equal((await readForm(sent(multipart, 'multipart/form-data; boundary=x'), MOST)).get('name'), 'Élise');
});

for (const [body, type, status] of [
  ['{}', 'application/json', 415],
  ['name=x', 'application/x-www-form-urlencoded-or-not', 415],
  ['name=x', '', 415],
  ['--x\r\nContent-Disp', 'multipart/form-data; boundary=x', 400],
  ['name=x', 'multipart/form-data', 400],
  ['name='.padEnd(1001, 'x'), URLENCODED, 413],
] as const) {
  test(`a form of type « ${type} » is refused with ${status}`, () => assert.rejects(readForm(sent(body, type), MOST), { status }));
}
