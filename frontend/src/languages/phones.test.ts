import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialled } from './phones.ts';

const shown = (phone: string) => dialled(phone).replaceAll('\u00a0', ' ');

// The same numbers and texts as in tests/cms/test_phone.py.
for (const [stored, text] of [
  ['+33466000000', '04 66 00 00 00'],
  ['+33800123456', '0 800 12 34 56'],
  ['+590690123456', '0690 12 34 56'],
  ['+262639123456', '0639 12 34 56'],
  ['+508412345', '0508 41 23 45'],
  ['3949', '39 49'],
  ['115', '115'],
  ['15', '15'],
  ['116117', '116 117'],
  ['', ''],
] as const) {
  test(`"${stored}" is shown as "${text}"`, () => assert.equal(shown(stored), text));
}
test('a foreign number is shown in full', () => assert.equal(shown('+3225551212'), '+3225551212'));
