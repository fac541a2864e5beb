/**
 * Reads the members of a message's data that the elements show: see "Notification data" in the
 * documents. They are the publisher's, so anything else than what is expected is ignored.
 */

/** @typedef {import('./types.js').Kept} Kept */
/** @typedef {{label: string, href: string, event: string}} Action `event`: for the page, if there is no `href` */

/** Those beyond are not shown. */
const MOST_ACTIONS = 2;

/**
 * @typedef {object} Notice empty texts: there is none
 * @property {string} heading
 * @property {string} text
 * @property {string | undefined} html
 * @property {string} href
 * @property {string} image
 * @property {string} actor
 * @property {string} avatar
 * @property {Action[]} actions
 * @property {boolean} urgent
 */

/**
 * @param {Pick<Kept, 'data' | 'event' | 'topic'>} message
 * @returns {Notice}
 */
export function noticeOf({ data, event, topic = '' }) {
  const members = object(data);
  const actor = object(members.actor);
  const html = typeof members.html === 'string' ? members.html : undefined;
  const named = text(members.title);
  const below = typeof data === 'string' ? data : text(members.text);
  const name = text(actor.name);
  return {
    // Rich text has headings of its own.
    heading: named || (below || name || html !== undefined ? '' : event || topic),
    text: below,
    html,
    href: href(members.url),
    image: href(members.image ?? members.icon),
    actor: name,
    avatar: href(actor.avatar),
    actions: actions(members.actions),
    urgent: members.priority === 'urgent',
  };
}

/** @returns {Record<string, unknown>} */
const object = (/** @type {unknown} */ value) =>
  /** @type {Record<string, unknown>} */ (typeof value === 'object' && value ? value : {});

const text = (/** @type {unknown} */ value) => (typeof value === 'string' ? value : '');

/** @returns {Action[]} */
function actions(/** @type {unknown} */ value) {
  return (Array.isArray(value) ? value : [])
    .map(object)
    .map((each) => ({ label: text(each.label), href: href(each.url), event: text(each.event) }))
    .filter(({ label, href, event }) => label && (href || event))
    .slice(0, MOST_ACTIONS);
}

/**
 * Returns an address as an absolute one; empty: none. Only http and https: the publisher chooses
 * it, and `javascript:` would run in the page.
 */
function href(/** @type {unknown} */ value) {
  try {
    const { protocol, href } = new URL(text(value) || 'none:', location.href);
    return protocol === 'https:' || protocol === 'http:' ? href : '';
  } catch {
    return '';
  }
}

/** Returns the other recipients: everyone, or the name of a group. */
export const sourceOf = (/** @type {string | undefined} */ topic = '', /** @type {string} */ everyone) =>
  topic === 'everyone' ? everyone : /^group\/(.*)/.exec(topic)?.[1];
