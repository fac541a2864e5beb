/**
 * Makes the npm package of the client and the elements: ES modules, their types, and a tarball as
 * `npm publish` takes it.
 *
 * node pack.mjs VERSION FOLDER: run in the project's folder, writes to FOLDER
 */
import { execFileSync } from 'node:child_process';
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { style } from '../style.mjs';

const [, , version, folder] = process.argv;
const here = dirname(fileURLToPath(import.meta.url));
const content = join(folder, 'content');
const sources = ['webapp/js/reddot.js', 'webapp/js/red-dot.js'];

await rm(folder, { recursive: true, force: true });
await mkdir(content, { recursive: true });

// The site's bundler minifies. What is loaded on demand stays a file of its own, as it is in the WAR.
await build({
  entryPoints: sources,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  outdir: join(content, 'dist'),
  plugins: [style],
  logLevel: 'warning',
});
const tsc = join(here, '../node_modules/typescript/bin/tsc');
const types = ['--allowJs', '--checkJs', '--strict', '--declaration', '--emitDeclarationOnly'];
const target = ['--target', 'es2022', '--module', 'esnext', '--moduleResolution', 'bundler'];
const lib = ['--lib', 'es2023,dom,dom.iterable'];
execFileSync(process.execPath, [tsc, ...types, ...target, ...lib, '--outDir', join(content, 'dist'), ...sources], {
  stdio: 'inherit',
});
for (const file of ['element.d.ts', 'react.d.ts', 'README.md']) {
  await cp(join(here, file), join(content, file));
}
await cp('LICENSE', join(content, 'LICENSE'));
await writeFile(
  join(content, 'package.json'),
  JSON.stringify(
    {
      name: 'reddot-client',
      version,
      description: 'The client of Red Dot: messages, unread counts and a notification centre',
      license: 'Apache-2.0',
      type: 'module',
      exports: {
        '.': { types: './dist/reddot.d.ts', default: './dist/reddot.js' },
        './element': { types: './element.d.ts', default: './dist/red-dot.js' },
        './react': { types: './react.d.ts' },
      },
      files: ['dist', 'element.d.ts', 'react.d.ts'],
      sideEffects: ['./dist/red-dot.js'],
    },
    null,
    2,
  ),
);
execFileSync('npm', ['pack', '--loglevel=error', '--pack-destination', resolve(folder)], { cwd: content, stdio: 'inherit' });
