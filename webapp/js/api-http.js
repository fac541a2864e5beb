/** Shows the OpenAPI description: the calls by their tags, then the schemas. */
import { example, members, prose, row, schemas, type } from './api-schema.js';
import { h } from './dom.js';
import { language as lang, w } from './words.js';

const FILE = 'http';

/** @returns {HTMLElement[]} the sections */
export function http(/** @type {any} */ description) {
  const resolved = (/** @type {any} */ node) =>
    node.$ref ? node.$ref.slice(2).split('/').reduce((/** @type {any} */ at, /** @type {string} */ name) => at[name], description) : node;
  const calls = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, call]) => ({ path, method, call })),
  );
  const sections = description.tags.map((/** @type {any} */ { name, description: about }) =>
    h(
      'section',
      { id: `${FILE}-${name.replaceAll(' ', '-')}` },
      h('h2', {}, name),
      h('p', {}, ...prose(about)),
      ...calls.filter(({ call }) => call.tags.includes(name)).map((each) => shown(each, resolved)),
    ),
  );
  const all = h('section', { id: `${FILE}-schemas` }, h('h2', { lang }, w.schemasOfHttp), ...schemas(description.components.schemas, FILE));
  return [...sections, all];
}

function shown(/** @type {any} */ { path, method, call }, /** @type {(node: any) => any} */ resolved) {
  const parameters = (call.parameters ?? []).map(resolved);
  return h(
    'details',
    { class: 'call', id: `${FILE}.${call.operationId}` },
    h('summary', {}, h('b', { class: 'method' }, method.toUpperCase()), ' ', h('code', {}, `api${path}`), ' ', h('span', {}, call.summary)),
    call.description ? h('p', {}, ...prose(call.description)) : null,
    call.security.length === 0 ? h('p', { class: 'quiet', lang }, w.needsNoToken) : null,
    ...(parameters.length === 0 ? [] : [h('h3', { lang }, w.parameters), parameterList(parameters)]),
    ...body(call.requestBody),
    h('h3', { lang }, w.answers),
    h('ul', { class: 'members' }, ...Object.entries(call.responses).map(([status, each]) => answer(status, resolved(each)))),
  );
}

function parameterList(/** @type {any[]} */ parameters) {
  return h(
    'ul',
    { class: 'members' },
    ...parameters.map((each) =>
      row(each.name, each.schema, each.required === true, FILE, `${each.in === 'query' ? '' : `In the ${each.in}. `}${each.description ?? ''}`),
    ),
  );
}

function body(/** @type {any} */ request) {
  if (!request) {
    return [];
  }
  return [
    h('h3', { lang }, w.body),
    request.description ? h('p', {}, ...prose(request.description)) : null,
    ...Object.entries(request.content).flatMap(([media, content]) => contentOf(media, content)),
  ];
}

function contentOf(/** @type {string} */ media, /** @type {any} */ { schema, example: shownOne }) {
  return [
    h('p', { class: 'quiet' }, h('code', {}, media), ': ', ...type(schema, FILE)),
    ...members(schema, FILE),
    ...example(shownOne),
  ];
}

function answer(/** @type {string} */ status, /** @type {any} */ response) {
  const contents = Object.entries(response.content ?? {});
  const problem = contents.length === 1 && contents[0][0] === 'application/problem+json';
  const headers = Object.keys(response.headers ?? {});
  return h(
    'li',
    {},
    status === 'default' ? h('span', { class: 'name', lang }, w.others) : h('code', { class: 'name' }, status),
    ' ',
    ...prose(response.description),
    headers.length === 0 ? null : h('p', { class: 'quiet', lang }, w.headers + headers.join(', ')),
    ...(problem ? [] : contents.flatMap(([media, content]) => contentOf(media, content))),
  );
}
