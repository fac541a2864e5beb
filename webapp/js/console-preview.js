/** A preview of a message: the list of `<red-dot>` itself, with one message in it. */
import { MessageList } from './red-dot-list.js';
import { dress } from './red-dot-style.js';
import { h } from './dom.js';

/** @param {import('./console-parts.js').Desk} desk */
export function preview({ w, language }) {
  const owner = /** @type {any} */ (h('div', { class: 'preview' }));
  const root = owner.attachShadow({ mode: 'open' });
  /** @type {any[]} */
  let messages = [];
  owner.client = {
    inbox: async () => ({ messages, more: false, cursor: '', unread: 1 }),
    read: async () => {}, // a click on the preview marks nothing
  };
  const list = new MessageList(owner, { language: () => language, changed: () => {} });
  root.append(list.element);
  dress(root);
  const element = h('section', { class: 'card', 'aria-labelledby': 'preview-title' },
    h('h2', { id: 'preview-title' }, w.preview), h('p', {}, w.previewNote), owner);
  return {
    element,
    /**
     * @param {Record<string, string | undefined>} data
     * @param {string} [topic]
     * @param {string} [event]
     */
    show(data, topic = '', event = '') {
      const at = new Date().toISOString();
      messages = Object.keys(data).length || event
        ? [{ type: 'message', cursor: 'preview', id: 'preview', topic, event, at, data, read: false }] : [];
      list.load();
    },
  };
}
