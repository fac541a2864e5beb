/**
 * A chat room. Its members announce themselves on a topic of the room, because presence of other
 * users is for operators: a sign of life every 15 seconds, and a word when the page is left. A
 * member that says neither, because its network is gone, is out of the room after 40 seconds. Names
 * are those that members give themselves; the server only checks that they may publish here.
 */
import { RedDot } from '../reddot.js';
import { $, clock, failed, h, language, newId, newest, on, send, showState, start, taken, token, topic, url, user } from '../scene.js';
import { Members } from './members.js';

const MOST = 200;
const EVERY = 15_000;
const LIFETIME = 40_000;
const [said, signs] = [`${topic}/said`, `${topic}/members`];
const me = newId();
const members = new Members(LIFETIME);

start(async () => {
  const { messages, after } = await newest(said, MOST);
  messages.forEach(show);
  // The history has only the signs of life that have not expired.
  (await newest(signs, MOST)).messages.forEach((each) => members.take(each));
  const client = new RedDot({ url, token, topics: [said, signs], after, share: false });
  client.addEventListener('state', showState);
  client.addEventListener('message', ({ detail }) => (detail.topic === said ? show(detail) : take(detail)));
  await announce('here');
  setInterval(() => announce('here').catch(failed), EVERY);
  setInterval(list, 1_000);
  addEventListener('pagehide', () => announce('leave', true));
  on('#send', () => client.publish({ topic: said, data: { by: user, text: taken('#text') } }));
});

// A page that comes back from the browser's cache enters the room again.
addEventListener('pageshow', ({ persisted }) => persisted && announce('here').catch(failed));

function announce(event, keepalive = false) {
  const expiresAt = new Date(Date.now() + LIFETIME).toISOString();
  return send([{ topic: signs, event, expiresAt, data: { member: me, by: user } }], { keepalive });
}

function take(sign) {
  members.take(sign);
  list();
}

function list() {
  const names = members.names();
  const shown = [...$('#members').children].map((each) => each.textContent);
  if (names.join() !== shown.join()) {
    $('#members').replaceChildren(...names.map((name) => h('li', {}, name)));
  }
}

function show({ at, data }) {
  const lines = $('#lines');
  const time = h('time', { datetime: at }, clock(at, language));
  lines.append(h('li', {}, h('b', {}, data?.by), time, h('p', {}, data?.text)));
  while (lines.children.length > MOST) {
    lines.firstElementChild.remove();
  }
  lines.scrollTop = lines.scrollHeight;
}
