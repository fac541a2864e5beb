import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';

/** Minifies a module whose default export is CSS. It imports nothing, so it can be run here. */
export const style = {
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
