/**
 * An assistant's answer over server-sent events. A reload in the middle continues at the stored
 * cursor: no token is lost, none comes twice. A scripted answer stands in for the model; its tokens
 * are scheduled, so they are published whether or not this page is there.
 */
import { RedDot } from '../reddot.js';
import { $, language, newId, on, send, showState, start, token, topic, url, w } from '../scene.js';
import { Answer, tokensOf } from './answer.js';

/** The first token comes after this time, and then one after the other, in milliseconds. */
const BEFORE = 500;
const EVERY = 120;
/** Of this tab, so that each reader has its own conversation. */
const conversation = sessionStorage.getItem('conversation') ?? newId();
sessionStorage.setItem('conversation', conversation);
const mine = `${topic}/${conversation}`;
const answer = new Answer(sessionStorage, mine);

/** @type {RedDot} */
let client;

start(() => {
  client = new RedDot({ url, token, topics: [mine], transports: ['sse'], share: false, after: answer.cursor });
  client.addEventListener('state', (event) => {
    showState(event);
    show();
  });
  client.addEventListener('message', ({ detail }) => {
    answer.take(detail);
    show();
  });
  show();
});
on('#ask', ask);
on('#reload', () => location.reload());

/** What a server would do with the tokens of a model, one by one, as they come. */
async function ask() {
  const tokens = tokensOf(w.scenes.answer, language);
  const begin = Date.now() + BEFORE;
  const due = (i) => new Date(begin + i * EVERY).toISOString();
  answer.begin(newId(), tokens.length, client.cursor);
  show();
  const data = (token) => ({ answer: answer.id, token });
  const messages = tokens.map((token, i) => ({ topic: mine, event: 'token', data: data(token), sendAt: due(i) }));
  await send(messages, { keepalive: true });
}

function show() {
  const { text, arrived, of, isComplete } = answer;
  $('#question').textContent = of ? w.scenes.question : '';
  $('#answer').textContent = text;
  $('#answer').ariaBusy = String(!isComplete);
  $('#progress').textContent = of ? w.scenes.tokens(arrived, of) : '';
  $('#ask').disabled = client.state.name !== 'open';
}
