// Construit l'explorateur GraphQL vers cms/static/cms/explorer/.
import { readFile, readdir, rm, mkdir, writeFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, '../static/cms/explorer');

const own = (file) => ({ path: path.join(here, 'src', file) });

/** Modules de paquets remplacés par les nôtres (le pourquoi est dans chacun). */
const replaced = [
  [/\/image-preview\.js$/, /\/@graphiql\/react\//, 'no-image-preview.ts'],
  [/\/instanceOf(\.mjs)?$/, /\/graphql\//, 'instance-of.js'],
  [/(^|\/)monaco-editor(\.js)?$/, /\/(monaco-graphql|@graphiql\/react)\//, 'monaco.js'],
];
const replacements = {
  name: 'replacements',
  setup({ onResolve, onLoad }) {
    // GraphiQL tire le nom accessible de chaque icône du nom de sa fonction,
    // que la minification change : il est écrit en toutes lettres.
    onLoad({ filter: /[\\/]@graphiql[\\/]react[\\/]dist[\\/]icons[\\/]index\.js$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const contents = source
        .replaceAll(/generateIcon\((Svg\w+)\)/g, 'generateIcon($1, "$1")')
        .replace('function generateIcon(RawComponent)', 'function generateIcon(RawComponent, name)')
        .replaceAll('RawComponent.name', 'name');
      if (!contents.includes('(RawComponent, name)')) throw new Error(`${file} a changé de forme`);
      return { contents, loader: 'js' };
    });
    for (const [filter, importers, file] of replaced) {
      onResolve({ filter }, ({ importer }) =>
        importers.test(importer.replaceAll('\\', '/')) ? own(file) : undefined,
      );
    }
  },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  sourcemap: false,
  legalComments: 'none', // tout est dans THIRD_PARTY_LICENSES.txt
  charset: 'utf8',
  target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
  define: { 'process.env.NODE_ENV': '"production"' },
  alias: {
    // Le nom déprécié mène à une seconde copie, en CommonJS.
    'prettier/parser-graphql': 'prettier/plugins/graphql',
  },
  plugins: [replacements],
  outdir: out,
  entryNames: '[name]',
  assetNames: '[name]',
  metafile: true,
  logLevel: 'warning',
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const results = await Promise.all([
  build({
    ...common,
    entryPoints: { explorer: 'src/main.tsx' },
    format: 'esm',
    jsx: 'automatic',
    loader: { '.ttf': 'file' },
    alias: {
      ...common.alias,
      'prettier/parser-babel': path.join(here, 'src/prettier-jsonc.ts'),
      'prettier/plugins/estree': path.join(here, 'src/prettier-jsonc.ts'),
    },
  }),
  build({
    ...common,
    entryPoints: ['src/editor.worker.js', 'src/json.worker.js', 'src/graphql.worker.js'],
    format: 'iife',
  }),
]);

// Licences des seuls paquets dont du code est dans le résultat.
const packages = new Map();
for (const { metafile } of results) {
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input);
      if (!found || (bytesInOutput === 0 && !input.endsWith('.ttf'))) continue;
      const { name, version, license } = JSON.parse(
        await readFile(path.join(here, found[0], 'package.json'), 'utf8'),
      );
      const entry = packages.get(name) ?? { versions: new Set(), dir: found[0], license };
      entry.versions.add(version);
      packages.set(name, entry);
    }
  }
}

// Paquets sans texte de licence : celui d'un paquet du même dépôt ou du même auteur.
const lentBy = {
  '@graphiql/plugin-doc-explorer': 'graphiql',
  '@graphiql/plugin-history': 'graphiql',
  'react-compiler-runtime': 'react',
  'react-remove-scroll-bar': 'react-remove-scroll',
};

// Ce que Prettier embarque dans standalone et plugins/graphql ; ses notices
// couvrent aussi tous ses autres modules, absents d'ici.
const inPrettier =
  /^(@babel\/code-frame|@babel\/helper-validator-identifier|diff|emoji-regex|escape-string-regexp|fast-string-truncated-width|fast-string-width|get-east-asian-width|graphql|js-tokens|leven|picocolors|vnopts)@/;

async function licenceTexts(dir) {
  const files = (await readdir(path.join(here, dir)))
    .filter((file) => /^(licen[cs]e|copying|notice|third-?party-?notices)/i.test(file))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      let text = await readFile(path.join(here, dir, file), 'utf8');
      if (/(^|\/)prettier$/.test(dir) && /^third/i.test(file)) {
        const [, ...parts] = text.split(/^## /m);
        text = parts
          .filter((part) => inPrettier.test(part))
          .map((part) => `Compris dans prettier : ${part.replace(/\n-{3,}\s*$/, '\n')}`)
          .join('\n');
      }
      return text.replace(/\r\n?/g, '\n').replace(/[ \t]+$/gm, '').trim();
    }),
  );
}

const line = '='.repeat(78);
const sections = [];
for (const [name, { versions, dir, license }] of [...packages].sort(([a], [b]) => (a < b ? -1 : 1))) {
  let texts = await licenceTexts(dir);
  if (texts.length === 0 && lentBy[name]) texts = await licenceTexts(`node_modules/${lentBy[name]}`);
  if (texts.length === 0) throw new Error(`sans texte de licence : ${name} (${license})`);
  sections.push(`${line}\n${name} ${[...versions].sort().join(', ')} (${license})\n${line}\n\n${texts.join('\n\n')}\n`);
}
await writeFile(
  path.join(out, 'THIRD_PARTY_LICENSES.txt'),
  `Logiciels compris dans l'explorateur GraphQL (explorer.js, explorer.css, codicon.ttf, *.worker.js)\n\n${sections.join('\n')}`,
);

let total = 0;
for (const file of (await readdir(out)).sort()) {
  const { size } = await stat(path.join(out, file));
  total += size;
  console.log(`${file.padEnd(28)} ${(size / 1024).toFixed(0).padStart(6)} Ko`);
}
console.log(`${'total'.padEnd(28)} ${(total / 1024).toFixed(0).padStart(6)} Ko`);
