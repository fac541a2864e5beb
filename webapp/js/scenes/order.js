/** The status of an order, on a phone: a retained message, so a page that opens later shows it, too. */
import { RedDot } from '../reddot.js';
import { $, clock, language, newest, on, server, showState, start, token, topic, url, w } from '../scene.js';

const STEPS = ['placed', 'paid', 'packed', 'shipped', 'delivered'];
let reached = -1;

start(async () => {
  const { messages, after } = await newest(topic, 1);
  messages.forEach(show);
  const client = new RedDot({ url, token, topics: [topic], after });
  client.addEventListener('state', showState);
  client.addEventListener('message', ({ detail }) => show(detail));
});

function show({ at, data }) {
  reached = STEPS.indexOf(data?.status);
  STEPS.forEach((step, i) => {
    const item = $(`[data-step=${step}]`);
    item.classList.toggle('done', i <= reached);
    item.setAttribute('aria-current', i === reached ? 'step' : 'false');
    if (i === reached) {
      $('#now').textContent = w.scenes.since(item.textContent, clock(at, language));
    }
  });
  $('#next').disabled = reached === STEPS.length - 1;
}

// What the shop's server does.
const publish = (status) => server({ topic, event: 'status', retain: true, data: { status } });
on('#next', () => publish(STEPS[reached + 1]));
on('#again', () => publish(STEPS[0]));
