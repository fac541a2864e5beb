/** Shows the AsyncAPI description: the channels with what goes each way, then the schemas. */
import { example, prose, schemas } from './api-schema.js';
import { h } from './dom.js';
import { language as lang, w } from './words.js';

const FILE = 'streams';

/** @returns {HTMLElement[]} the sections */
export function streams(/** @type {any} */ description) {
  const operations = Object.values(description.operations);
  const { messages, schemas: all } = description.components;
  return [
    h(
      'section',
      { id: `${FILE}-channels` },
      h('h2', { lang }, w.streams),
      h('p', {}, ...prose(description.info.description)),
      ...Object.entries(description.channels).map(([name, each]) => channel(name, each, operations, messages)),
    ),
    h(
      'section',
      { id: `${FILE}-servers` },
      h('h2', { lang }, w.servers),
      h('ul', { class: 'members' }, ...Object.values(description.servers).map(server)),
    ),
    h('section', { id: `${FILE}-schemas` }, h('h2', { lang }, w.schemasOfStreams), ...schemas(all, FILE)),
  ];
}

const last = (/** @type {any} */ { $ref }) => $ref.slice($ref.lastIndexOf('/') + 1);

function channel(/** @type {string} */ name, /** @type {any} */ each, /** @type {any[]} */ operations, /** @type {any} */ messages) {
  const own = operations.filter(({ channel: of }) => last(of) === name);
  return h(
    'details',
    { class: 'call', id: `${FILE}.channel.${name}` },
    h('summary', {}, h('b', {}, each.title), ' ', h('code', {}, each.address)),
    h('p', {}, ...prose(each.description)),
    ...own.flatMap((operation) => [
      h('h3', {}, h('span', { lang }, operation.action === 'send' ? w.serverSends : w.clientSends), operation.action === 'send' ? '' : operation.title),
      h('p', {}, ...prose(operation.summary), ' ', ...prose(operation.description)),
      h('ul', { class: 'members' }, ...operation.messages.map((/** @type {any} */ one) => message(messages[last(one)]))),
      ...(operation.reply
        ? [
            h('p', { class: 'quiet', lang }, w.serverAnswers),
            h('ul', { class: 'members' }, ...operation.reply.messages.map((/** @type {any} */ one) => message(messages[last(one)]))),
          ]
        : []),
    ]),
  );
}

function message(/** @type {any} */ { title, summary, headers, payload, examples }) {
  const link = (/** @type {any} */ schema) => h('a', { href: `#${FILE}.${last(schema)}` }, last(schema));
  return h(
    'li',
    {},
    payload.$ref ? link(payload) : h('b', {}, title),
    ' ',
    ...prose(summary),
    payload.$ref ? null : h('p', {}, ...prose(payload.description)),
    headers ? h('p', { class: 'quiet' }, h('span', { lang }, w.userProperties), link(headers)) : null,
    ...example(examples?.[0]?.payload),
  );
}

function server(/** @type {any} */ { title, protocol, host, pathname = '', description }) {
  return h('li', {}, h('b', {}, title), ' ', h('code', {}, `${protocol}://${host}${pathname}`), h('p', {}, ...prose(description)));
}
