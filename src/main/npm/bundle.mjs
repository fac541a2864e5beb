/**
 * Bundles the drop-in client and the element into one minified file each: one request instead of
 * a dozen. esbuild joins the modules and minifies the style; terser writes shorter code than
 * esbuild does (0.3 KB of the element, compressed).
 *
 * node bundle.mjs FOLDER: run in the project's folder, writes to FOLDER
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, transform } from 'esbuild';
import { minify } from 'terser';

const [, , folder] = process.argv;

/** A module whose default export is CSS. It imports nothing, so it can be run here. */
const style = {
  name: 'style',
  setup({ onLoad }) {
    onLoad({ filter: /-css\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const { default: css } = await import(`data:text/javascript,${encodeURIComponent(source)}`);
      const { code } = await transform(css, { loader: 'css', minify: true });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

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
  });
  const { code } = await minify(outputFiles[0].text, { module: true, ecma: 2022 });
  await writeFile(join(folder, `${name}.min.js`), code);
}
