/** One message as an item of a list: its content, its actions, and what its reader can do with it. */
import { button, control, drawn, leadsTo, made, part, worded } from './red-dot-made.js';
import { noticeOf, sourceOf } from './red-dot-notice.js';
import { richText } from './rich-text.js';

/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {import('./red-dot-notice.js').Action} Action */
/** @typedef {import('./red-dot-notice.js').Notice} Notice */

/**
 * What items of a list have in common.
 *
 * @typedef {object} View
 * @property {import('./red-dot-words.js').Words} words
 * @property {string} target where links open, as of `<a>`
 * @property {((message: Kept) => string | Node) | undefined} render
 */

/** The server counts no further. */
const MOST_OTHERS = 99;
const CHECK = 'M5 12.5l4.5 4.5L19 7.5';
const DOT = 'M12 8a4 4 0 1 0 0 8 4 4 0 1 0 0-8';
const BOX = 'M4 5h16v4H4zM6 9v10h12V9M10 13h4';
const TRAY = 'M12 4v9m-4-4 4 4 4-4M4 14v5h16v-5';

/** The picture of a message: its own, or its actor's. A picture that cannot be loaded vanishes. */
function picture(/** @type {Notice} */ { image, avatar, actor }) {
  if (!image && !avatar) {
    return actor ? worded('avatar', Array.from(actor)[0].toUpperCase()) : '';
  }
  const picture = made('img', image ? 'image' : 'avatar', { alt: '', loading: 'lazy', referrerpolicy: 'no-referrer' });
  picture.addEventListener('error', () => picture.remove());
  picture.src = image || avatar;
  return picture;
}

/** The parts that a control is, by what its message is. */
export const partsOf = (/** @type {Kept} */ message, /** @type {Notice} */ notice, /** @type {View} */ { render }) =>
  [
    'message',
    !message.read && 'unread',
    notice.urgent && 'urgent',
    !render && (notice.image || notice.avatar || notice.actor) && 'pictured',
  ]
    .filter(Boolean)
    .join(' ');

/**
 * What a message says, for an item or a toast: all but its rich text and its actions.
 *
 * @param {Kept} message
 * @param {Notice} notice
 * @param {View} view
 * @returns {(string | Node)[]}
 */
export function contentOf(message, notice, { words, render }) {
  const before = [!message.read && words.say('isUnread'), notice.urgent && words.say('urgent')]
    .filter(Boolean)
    .map((word) => word + words.say('comma'));
  const spoken = worded('spoken', before.join(''));
  const { collapsed = 0 } = message;
  const others = collapsed && words.say(collapsed < MOST_OTHERS ? 'others' : 'manyOthers', collapsed);
  const time = made('time', 'time', { datetime: message.at ?? '' });
  time.textContent = message.at ? words.ago(message.at) : '';
  const meta = made('span', 'meta');
  const source = [!notice.actor && others, sourceOf(message.topic, words.say('everyone'))].filter(Boolean);
  meta.append(source.map((each) => `${each} · `).join(''), time);
  if (render) {
    return [spoken, render(message), meta];
  }
  const heading = worded('heading', '');
  if (notice.actor) {
    heading.append(worded('actor', notice.actor), others ? ` ${others} ` : ' ');
  }
  heading.append(notice.heading);
  return [
    spoken,
    picture(notice),
    heading.textContent?.trim() ? heading : '',
    notice.text ? worded('text', notice.text) : '',
    meta,
  ];
}

/** An item of a list. It is kept, with the focus in it, as long as its message is listed. */
export class MessageItem {
  element = made('li', 'item');
  #on;
  /** @type {HTMLElement | undefined} */
  #control;
  #actions = made('div', 'actions');
  /** The rich text that is shown. @type {string | undefined} */
  #html;
  /** What the actions were made from. */
  #acts = '';
  #read = button('tool', () => this.#on.mark(this.#message?.read ? 'unread' : 'read'));
  #archive = button('tool', () => this.#on.mark(this.#message?.archived ? 'unarchive' : 'archive'));
  /** @type {Kept | undefined} */
  #message;
  /** @type {View | undefined} */
  #view;
  /** What is shown, as text. */
  #shown = '';

  /**
   * @param {{select: (event: Event) => void, act: (action: Action) => void,
   *   mark: (how: 'read' | 'unread' | 'archive' | 'unarchive') => void}} on
   */
  constructor(on) {
    this.#on = on;
    const tools = made('div', 'tools');
    tools.append(this.#read, this.#archive);
    this.element.append(this.#actions, tools);
    this.element.addEventListener('click', (event) => {
      const to = /** @type {Element} */ (event.target);
      to.closest('.actions, .tools') || on.select(event);
    });
  }

  /** Its control: a link if the message has an address, otherwise a button. */
  get control() {
    return /** @type {HTMLElement} */ (this.#control);
  }

  /** What is one tab stop of the list while it is the current item. */
  tab(/** @type {number} */ index) {
    for (const each of this.element.querySelectorAll('.message, .tool, .action')) {
      /** @type {HTMLElement} */ (each).tabIndex = index;
    }
  }

  /** Nothing is drawn if nothing has changed that is shown. Each message is seen soon after it was listed. */
  show(/** @type {Kept} */ message, /** @type {View} */ view) {
    const same = view === this.#view;
    if (same && message === this.#message) {
      return;
    }
    this.#message = message;
    this.#view = view;
    const now = JSON.stringify({ ...message, seen: undefined });
    if (same && now === this.#shown) {
      return;
    }
    this.#shown = now;
    const { words } = view;
    const notice = noticeOf(message);
    const index = this.#control?.tabIndex ?? -1;
    const shown = this.#controlFor(notice.href, view.target);
    part(shown, partsOf(message, notice, view));
    shown.replaceChildren(...contentOf(message, notice, view));

    const rich = view.render ? undefined : notice.html;
    part(this.element, rich === undefined ? 'item' : 'item rich');
    if (rich !== this.#html) {
      this.#html = rich; // otherwise it stays, with the focus and under the pointer
      this.element.querySelector('.html')?.remove();
      if (rich !== undefined) {
        // Beside the control, because a control cannot contain links.
        const place = made('div', 'html');
        place.append(richText(rich));
        shown.after(place);
      }
    }
    this.#actions.hidden = !notice.actions.length;
    const acts = JSON.stringify([notice.actions, view.target]);
    if (acts !== this.#acts) {
      this.#acts = acts; // otherwise they stay, with the focus and under the pointer
      this.#actions.replaceChildren(...notice.actions.map((action) => this.#action(action, view.target)));
    }
    for (const [tool, done, path, name] of /** @type {const} */ ([
      [this.#read, message.read, message.read ? DOT : CHECK, message.read ? 'markUnread' : 'markRead'],
      [this.#archive, message.archived, message.archived ? TRAY : BOX, message.archived ? 'unarchive' : 'archive'],
    ])) {
      tool.title = tool.ariaLabel = words.say(name);
      if (tool.dataset.done !== String(done)) {
        tool.dataset.done = String(done);
        tool.replaceChildren(drawn(path));
      }
    }
    this.tab(index);
  }

  /** Shows how long ago it was, now. */
  tick() {
    const time = this.element.querySelector('time');
    const { at } = this.#message ?? {};
    const text = at && this.#view?.words.ago(at);
    if (time && text && time.textContent !== text) {
      time.textContent = text;
    }
  }

  #controlFor(/** @type {string} */ href, /** @type {string} */ target) {
    const before = this.#control;
    if (before && (before instanceof HTMLAnchorElement) === (href !== '')) {
      return before instanceof HTMLAnchorElement ? leadsTo(before, href, target) : before;
    }
    const other = control('message', href, target);
    before ? before.replaceWith(other) : this.element.prepend(other);
    this.#control = other;
    return other;
  }

  #action(/** @type {Action} */ action, /** @type {string} */ target) {
    const link = control('action', action.href, target);
    link.textContent = action.label;
    link.addEventListener('click', () => this.#on.act(action));
    return link;
  }
}
