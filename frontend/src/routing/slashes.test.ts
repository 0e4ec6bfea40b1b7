import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutDoubledSlashes } from './slashes.ts';

const read = (path: string) => withoutDoubledSlashes(new URL(`https://www.exemple.fr${path}`));

test('doubled slashes become one, wherever they stand, and the question stays', () => {
  assert.equal(read('/fr//structures///?q=a//b&page=2'), '/fr/structures/?q=a//b&page=2');
});
test('an address without them stays', () => assert.equal(read('/fr/structures/?q=//'), null));
test('none leads to another site', () => {
  for (const path of ['//evil.example', '///evil.example/', '/\\evil.example', '//\\/evil.example//', '/.//evil.example']) {
    const there = read(path);
    assert.equal(there && new URL(there, 'https://www.exemple.fr').host, 'www.exemple.fr', path);
  }
});
