/** Tells Node that the pages' scripts are ES modules, which it cannot see by their names. */
import { register } from 'node:module';

const hooks = `
  export async function load(url, context, next) {
    return next(url, /\\/js\\/([^/]*|(red-dot-words|scenes)\\/[^/]*)\\.js$/.test(url) ? { ...context, format: 'module' } : context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
