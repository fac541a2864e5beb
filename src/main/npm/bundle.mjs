/**
 * Bundles the drop-in client and the element into one minified file each: one request instead of
 * a dozen. esbuild joins the modules and minifies the style; terser writes shorter code than
 * esbuild does (0.3 KB of the element, compressed).
 *
 * node bundle.mjs FOLDER: run in the project's folder, writes to FOLDER
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import { style } from './style.mjs';

const [, , folder] = process.argv;

await mkdir(folder, { recursive: true });
for (const name of ['reddot', 'red-dot']) {
  const { outputFiles } = await build({
    entryPoints: [`webapp/js/${name}.js`],
    bundle: true,
    write: false,
    format: 'esm',
    charset: 'utf8',
    logLevel: 'warning',
    plugins: [style],
    // Loaded when they are needed; they lie beside the bundle.
    external: ['./iframe.js', './red-dot-alerts.js', './red-dot-list-css.js', './red-dot-words/*'],
  });
  const { code } = await minify(outputFiles[0].text, { module: true, ecma: 2022 });
  await writeFile(join(folder, `${name}.min.js`), code);
}
