/** A preview of a message: as an item of `<red-dot>`. */
import { h } from './dom.js';
import { MessageItem } from './red-dot-item.js';
import { made } from './red-dot-made.js';
import { dress, dressList } from './red-dot-style.js';
import { Words } from './red-dot-words.js';

/** @param {import('./console-parts.js').Desk} desk */
export function preview({ w, language }) {
  const place = h('div', { class: 'preview' });
  const root = place.attachShadow({ mode: 'open' });
  const list = made('ol', 'list');
  // A click on the preview opens and marks nothing.
  const item = new MessageItem({ select: (event) => event.preventDefault(), act: () => {}, mark: () => {} });
  item.element.querySelector('.tools')?.remove();
  item.element.addEventListener('click', (event) => event.preventDefault());
  let words = new Words(language);
  Words.load(language).then(() => {
    words = new Words(language);
  });
  root.append(list);
  dress(root);
  dressList(root);
  const element = h('section', { class: 'card', 'aria-labelledby': 'preview-title' },
    h('h2', { id: 'preview-title' }, w.preview), h('p', {}, w.previewNote), place);
  return {
    element,
    /**
     * @param {Record<string, string | undefined>} data
     * @param {string} [topic]
     * @param {string} [event]
     */
    show(data, topic = '', event = '') {
      const at = new Date().toISOString();
      const message = /** @type {any} */ ({ type: 'message', cursor: 'preview', id: 'preview', topic, event, at, data, read: false });
      item.show(message, { words, target: '', render: undefined });
      item.tab(0);
      list.replaceChildren(...(Object.keys(data).length || event ? [item.element] : []));
    },
  };
}
