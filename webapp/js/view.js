/** Shows the dot, the state and the messages. Text is inserted as text, never as HTML. */
import { clock, h, readable } from './dom.js';
import { richText } from './rich-text.js';
import { language, said, w } from './words.js';

/** The maximum number of listed messages; others are only counted. A page must not grow forever. */
const LISTED = 200;

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

const title = document.title;
let count = 0;

export function countUp() {
  const dot = byId('dot');
  count += 1;
  dot.dataset.count = String(count);
  dot.textContent = count < 100 ? String(count) : '99+';
  dot.classList.add('beat');
  document.title = `(${dot.textContent}) ${title}`;
}
// The animation restarts only when it has ended, so a burst keeps the dot beating.
byId('dot').addEventListener('animationend', () => byId('dot').classList.remove('beat'));

/** @param {import('./types.js').Envelope} message */
export function showMessage({ id = '', topic = '', event, at, data, encoding }) {
  const item = document.createElement('li');
  item.dataset.id = id;
  if (at) {
    item.append(h('time', { class: 'at', datetime: at, title: at }, clock(at, language)));
  }
  item.append(h('span', { class: 'topic' }, topic));
  if (event) {
    item.append(h('span', { class: 'event' }, event));
  }
  if (encoding) {
    item.append(h('span', { class: 'encoding' }, encoding));
  }
  const html = /** @type {{html?: unknown} | null} */ (data)?.html;
  if (typeof html === 'string') {
    const rich = h('div', { class: 'data rich' });
    rich.append(richText(html));
    item.append(rich);
  } else {
    item.append(h('span', { class: 'data' }, readable(data)));
  }
  const list = byId('messages');
  list.prepend(item);
  if (list.children.length > LISTED) {
    list.lastElementChild?.remove();
  }
  byId('empty').hidden = true;
}

/** @type {ReturnType<typeof setInterval> | undefined} */
let ticking;

/** @param {import('./types.js').State} state */
export function showState(state) {
  clearInterval(ticking);
  const place = byId('state');
  place.dataset.state = state.name;
  switch (state.name) {
    case 'connecting':
      place.textContent = w.connecting;
      break;
    case 'open':
      place.textContent = w.open;
      break;
    case 'closed':
      place.textContent = w.closed(said(state.reason));
      break;
    case 'waiting': {
      // Hidden from screen readers, which would otherwise speak every second.
      const seconds = document.createElement('span');
      seconds.ariaHidden = 'true';
      const tick = () => {
        const left = Math.max(0, Math.ceil((state.until - Date.now()) / 1000));
        seconds.textContent = w.inSeconds(left);
      };
      tick();
      ticking = setInterval(tick, 250);
      place.replaceChildren(w.reconnecting, seconds, w.because(said(state.reason)));
    }
  }
}

export function showCursor(/** @type {string} */ cursor) {
  byId('cursor').textContent = cursor;
}

export function showError(/** @type {string} */ text) {
  byId('error').textContent = said(text);
}

/** Shows that the page has not connected, because it waits for a token or a login. */
export function showNeeded() {
  clearInterval(ticking);
  const place = byId('state');
  place.dataset.state = 'closed';
  place.textContent = w.needed;
}

export function showGap() {
  byId('gap').hidden = false;
}
