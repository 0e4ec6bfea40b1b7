import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asked, decoded, encoded } from './addresses.ts';

for (const [address, header] of [
  ['/fr/structures/', '/fr/structures/'],
  ['/fr/œuvre/', '/fr/%C5%93uvre/'],
  ['/fr/%C5%93uvre/', '/fr/%C5%93uvre/'],
  ['/fr/été d’ici/?q=é&p=1#haut', '/fr/%C3%A9t%C3%A9%20d%E2%80%99ici/?q=%C3%A9&p=1#haut'],
  ['https://www.exemple.fr/日本/', 'https://www.exemple.fr/%E6%97%A5%E6%9C%AC/'],
  ['/fr/%zz/', '/fr/%zz/'],
  ['/fr/\ud800/', '/fr/%EF%BF%BD/'],
  ['/fr/\r\nSet-Cookie: a', '/fr/%0D%0ASet-Cookie:%20a'],
] as const) {
  test(`${JSON.stringify(address)} is ${header} in a header`, () => assert.equal(encoded(address), header));
}

test('the CMS is asked for no address that is too long for it', () => {
  assert.equal(asked('/fr/', '?a=b'), '/fr/?a=b');
  assert.equal(asked('/fr/', `?a=${'b'.repeat(2000)}`), '/fr/');
  assert.equal(asked(`/fr/${'b'.repeat(2000)}`, ''), null);
});

test('a path is decoded, one that is not validly encoded is left', () => {
  assert.equal(decoded('/fr/%C5%93uvre/'), '/fr/œuvre/');
  for (const path of ['/fr/%zz/', '/fr/%ff/', '/fr/%']) assert.equal(decoded(path), path);
});
