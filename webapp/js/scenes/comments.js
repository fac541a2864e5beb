/** A comment feed: the newest comments first from the history, then live; its author can take a comment back. */
import { RedDot } from '../reddot.js';
import { $, clock, h, language, newest, on, putFirst, showState, start, taken, token, topic, url, user, w } from '../scene.js';

const MOST = 100;
const list = $('#comments');
/** @type {RedDot} */
let client;

start(async () => {
  const { messages, after } = await newest(topic, MOST);
  messages.forEach(show);
  client = new RedDot({ url, token, topics: [topic], after });
  client.addEventListener('state', showState);
  client.addEventListener('message', ({ detail }) => show(detail));
  client.addEventListener('recall', ({ detail }) => commentOf(detail.id)?.remove());
});

/** @returns {HTMLElement | undefined} */
const commentOf = (id) => [...list.children].find((each) => each.dataset.id === id);

function show({ id, at, data }) {
  // The server lets only the sender recall a message; the button is for those who claim to be it.
  const mine = data?.by === user && h('button', { type: 'button', onclick: () => client.recall(id) }, w.scenes.takeBack);
  const time = h('time', { datetime: at }, clock(at, language));
  putFirst(list, h('li', { 'data-id': id }, h('b', {}, data?.by), time, mine, h('p', {}, data?.text)), MOST);
}

on('#send', () => client.publish({ topic, event: 'comment', data: { by: user, text: taken('#text') } }));
