/** Configuration as the clients of Apollo and Nacos watch it: a long poll on a key, and 304 while it is unchanged. */
import { address, call } from '../address.js';
import { $, failed, h, newest, on, server, showState, start, token, topic, url, w } from '../scene.js';
import { watch } from './watch.js';

/** Over HTTP/1.1 a browser opens six connections to a server, and each watcher holds one. */
const MOST = 4;
const watchers = $('#watchers');

start(async () => {
  $('#key').value = topic;
  await Promise.all([add(), add()]);
  showState({ detail: { name: 'open', transport: 'long-poll' } });
});
on('#add', add);
on('#send', () => server({ topic, retain: true, data: { value: $('#text').value } }));

function ask(after, signal) {
  const question = address('api/long-poll', { base: url, topics: [topic], after, wait: $('#wait').value });
  // The tag of an answer is its cursor. If it is still that of the newest message, the answer is 304.
  return token().then((mine) => call(question, mine, { signal, headers: { 'If-None-Match': `"${after}"` } }));
}

async function add() {
  const leaving = new AbortController();
  const value = h('code');
  const answers = h('span', { role: 'status' });
  const remove = h('button', { type: 'button', onclick: () => end() }, w.scenes.remove);
  const item = h('li', {}, value, answers, remove);
  let same = 0;
  // A page that is left, or kept in the browser's cache, holds no request at the server.
  const away = () => leaving.abort();
  const end = () => {
    away();
    item.remove();
    removeEventListener('pagehide', away);
    $('#add').disabled = false;
  };
  addEventListener('pagehide', away);
  watchers.append(item);
  $('#add').disabled = watchers.children.length >= MOST;

  const { messages, after } = await newest(topic, 1);
  const changed = (messages) => {
    value.textContent = messages.at(-1).data?.value;
    answers.textContent = w.scenes.changed;
    same = 0;
  };
  value.textContent = messages[0]?.data?.value ?? w.scenes.noValue;
  const unchanged = () => (answers.textContent = w.scenes.unchanged(++same));
  watch(ask, { after, signal: leaving.signal, changed, unchanged, failed });
}

// Back from the browser's cache, the page begins again.
addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
