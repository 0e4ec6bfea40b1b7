import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { test } from 'node:test';

/** The folders of src, from the bottom up: each imports from those before it. */
const LAYERS = [
  'languages',
  'cms',
  'http',
  'blocks',
  'page',
  'layout',
  'directory',
  'structure',
  'contact',
  'views',
  'routing',
  'server',
  'static',
  'pages',
];
const SOURCES = import.meta.dirname;
const IMPORT = /(?:from|import)\s*\(?\s*['"](\.[^'"]*)['"]/g;

const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((path) => /\.(ts|astro)$/.test(path));
const folderOf = (path: string) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

test('each folder imports from those below it', () => {
  const upward: string[] = [];
  for (const path of sources) {
    const layer = LAYERS.indexOf(folderOf(path));
    if (layer < 0) continue;
    for (const [, target] of readFileSync(join(SOURCES, path), 'utf8').matchAll(IMPORT)) {
      const imported = normalize(join(dirname(path), target ?? ''));
      if (LAYERS.indexOf(folderOf(imported)) > layer) upward.push(`${path} imports ${imported}`);
    }
  }
  assert.deepEqual(upward, []);
});

test('every folder has its place among the layers, but for what has no imports of them', () => {
  const folders = new Set(sources.map(folderOf));
  const apart = ['', 'scripts', 'styles'];
  assert.deepEqual([...folders].filter((folder) => !LAYERS.includes(folder) && !apart.includes(folder)), []);
});
