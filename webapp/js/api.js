/** The page of the API: shows the server's own two descriptions, which need no token. */
import { streams } from './api-streams.js';
import { http } from './api-http.js';
import { h, show } from './dom.js';
import { endingOf } from './problem.js';
import { said, w } from './words.js';

const context = document.body.dataset.context ?? '';
const find = /** @type {HTMLInputElement} */ (document.getElementById('find'));
const view = /** @type {HTMLElement} */ (document.getElementById('view'));
const contents = /** @type {HTMLElement} */ (document.getElementById('contents'));
const error = /** @type {HTMLElement} */ (document.getElementById('error'));

/** @returns {Promise<any>} */
async function description(/** @type {string} */ name) {
  const answer = await fetch(`${context}/api/${name}.json`);
  if (!answer.ok) {
    throw new Error(w.answered(`${name}.json`, answer.status));
  }
  return answer.json();
}

/** Opens what the address points to; the browser alone would not, because it came later. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target?.closest('details');
  if (details) {
    details.open = true;
  }
  target?.scrollIntoView();
}

function filter() {
  const words = find.value.toLowerCase().split(/\s+/);
  for (const each of view.querySelectorAll('details.call')) {
    const text = each.querySelector('summary')?.textContent?.toLowerCase() ?? '';
    /** @type {HTMLElement} */ (each).hidden = !words.every((word) => text.includes(word));
  }
  for (const each of view.querySelectorAll('section')) {
    each.hidden = find.value !== '' && !each.querySelector('details.call:not([hidden])');
  }
}

try {
  const [openapi, asyncapi] = await Promise.all(['openapi', 'asyncapi'].map(description));
  const sections = [...http(openapi), ...streams(asyncapi)];
  show(view, ...sections);
  show(contents, ...sections.map((each) => h('li', {}, h('a', { href: `#${each.id}`, lang: each.querySelector('h2')?.lang || 'en' }, each.querySelector('h2')?.textContent))));
  addEventListener('hashchange', openTarget);
  find.addEventListener('input', filter);
  if (location.hash) {
    openTarget();
  }
} catch (failure) {
  error.textContent = w.undescribed(said(endingOf(failure).reason));
}
