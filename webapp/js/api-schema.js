/** Shows JSON schemas, and the little Markdown of their descriptions. */
import { h } from './dom.js';
import { language, w } from './words.js';

/** @typedef {import('./dom.js').Child} Child */

/** Code in backticks and links; everything else is text. */
export function prose(/** @type {string | undefined} */ text = '') {
  return text.split(/(`[^`]+`|\[[^\]]+\]\([^)]+\))/).map((part) => {
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(part);
    if (link) {
      return h('a', { href: address(link[2]) }, link[1]);
    }
    return part.startsWith('`') && part.length > 1 ? h('code', {}, part.slice(1, -1)) : part;
  });
}

/** Links in a description are relative to its file; only those of this site are followed. */
function address(/** @type {string} */ link) {
  const url = new URL(link, new URL('api/', document.baseURI));
  return url.origin === location.origin ? url.pathname : null;
}

const last = (/** @type {string} */ ref) => ref.slice(ref.lastIndexOf('/') + 1);

/** @returns {Child[]} in a few words */
export function type(/** @type {any} */ schema, /** @type {string} */ file) {
  if (schema.$ref) {
    const name = last(schema.$ref);
    return [h('a', { href: `#${file}.${name}` }, name)];
  }
  const either = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (either) {
    return either.flatMap((/** @type {any} */ each, /** @type {number} */ i) => [i ? ' or ' : '', ...type(each, file)]);
  }
  if ('const' in schema) {
    return [h('code', {}, JSON.stringify(schema.const))];
  }
  if (schema.enum) {
    return schema.enum.flatMap((/** @type {any} */ each, /** @type {number} */ i) => [i ? ' or ' : '', h('code', {}, JSON.stringify(each))]);
  }
  const types = [schema.type ?? 'any JSON'].flat();
  if (types.includes('array')) {
    return ['array of ', ...type(schema.items ?? {}, file)];
  }
  if (schema.type === 'object' && schema.additionalProperties?.type) {
    return ['object of ', ...type(schema.additionalProperties, file)];
  }
  return [types.join(' or '), schema.format === 'date-time' ? ', a time' : ''];
}

/** What bounds a value. */
function bounds(/** @type {any} */ schema) {
  const range = [schema.minimum ?? schema.minLength ?? schema.minItems, schema.maximum ?? schema.maxLength ?? schema.maxItems];
  const unit = 'maxLength' in schema ? ' characters' : '';
  const texts = [
    range[1] === undefined ? '' : `${range[0] ?? 0} to ${Number(range[1]).toLocaleString('en')}${unit}`,
    schema.default === undefined ? '' : `default ${JSON.stringify(schema.default)}`,
  ];
  return texts.filter(Boolean).join(', ');
}

/** One row of a table of members or parameters. */
export function row(
  /** @type {string} */ name,
  /** @type {any} */ schema,
  /** @type {boolean} */ required,
  /** @type {string} */ file,
  /** @type {string | undefined} */ description = schema.description,
) {
  const limits = bounds(schema);
  return h(
    'li',
    {},
    h('code', { class: 'name' }, name),
    ' ',
    h('span', { class: 'type' }, ...type(schema, file), required ? '' : ', optional', limits && `, ${limits}`),
    description ? h('p', {}, ...prose(description)) : null,
    ...nested(schema, file),
  );
}

/** The members of objects that have no name of their own. */
function nested(/** @type {any} */ schema, /** @type {string} */ file) {
  const inner = schema.items ?? schema;
  return inner.$ref ? [] : members(inner, file);
}

/** @returns {HTMLElement[]} the members of an object, or of each alternative */
export function members(/** @type {any} */ schema, /** @type {string} */ file) {
  if (schema.properties) {
    const needed = schema.required ?? [];
    return [
      h(
        'ul',
        { class: 'members' },
        ...Object.entries(schema.properties).map(([name, each]) => row(name, each, needed.includes(name), file)),
      ),
    ];
  }
  return (schema.oneOf ?? []).filter((/** @type {any} */ each) => each.properties).flatMap((/** @type {any} */ each) => members(each, file));
}

/** All named schemas of a file. */
export function schemas(/** @type {Record<string, any>} */ all, /** @type {string} */ file) {
  return Object.entries(all).map(([name, schema]) =>
    h(
      'details',
      { class: 'call', id: `${file}.${name}` },
      h('summary', {}, h('b', {}, name)),
      schema.description ? h('p', {}, ...prose(schema.description)) : null,
      schema.properties || values(schema).length > 0 ? null : h('p', { class: 'quiet' }, ...type(schema, file)),
      ...members(schema, file),
      ...values(schema),
      ...example(schema.examples?.[0]),
    ),
  );
}

/** Values that are described one by one, such as the codes of goodbyes. */
function values(/** @type {any} */ schema) {
  const described = (schema.oneOf ?? []).filter((/** @type {any} */ each) => 'const' in each && each.description);
  return described.length === 0
    ? []
    : [
        h(
          'ul',
          { class: 'members' },
          ...described.map((/** @type {any} */ each) =>
            h('li', {}, h('code', { class: 'name' }, String(each.const)), ' ', ...prose(each.description)),
          ),
        ),
      ];
}

/** An example, if there is one. */
export function example(/** @type {unknown} */ value) {
  if (value === undefined) {
    return [];
  }
  const short = JSON.stringify(value);
  const text = short.length > 60 ? JSON.stringify(value, null, 2) : short;
  return [h('pre', { tabindex: 0, role: 'group', 'aria-label': w.example, lang: language }, h('code', {}, text))];
}
