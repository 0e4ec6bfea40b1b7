import assert from 'node:assert/strict';
import { test } from 'node:test';
import { searchText } from './search-text.ts';

test('a short search is kept as it was typed', () => {
  assert.equal(searchText("  l'atelier d’été  "), "l'atelier d’été");
  assert.equal(searchText(null), '');
});

test('a search has neither NUL nor half a character', () => {
  assert.equal(searchText('a\0b'), 'ab');
  assert.equal(searchText('\0'), '');
  assert.ok(searchText(`${'é'.repeat(199)}😀`).isWellFormed());
});

test('of a long search the first twelve words are kept', () => {
  const words = Array.from({ length: 20 }, (_, number) => `mot${number}`);

  assert.equal(searchText(words.join(', ')).split(' ').length, 12);
  assert.ok(searchText(words.join(', ')).startsWith('mot0, mot1'));
});

test('a search has at most two hundred characters', () => {
  assert.equal(searchText('é'.repeat(500)).length, 200);
});
