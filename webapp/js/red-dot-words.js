/** The texts of `<red-dot>`, in English and Chinese. */

const ENGLISH = {
  messages: 'Messages',
  unread: (/** @type {number} */ count) => `${count} unread`,
  none: 'none unread',
  arrived: (/** @type {number} */ count) => (count === 1 ? '1 unread message' : `${count} unread messages`),
  markAll: 'Mark all as read',
  more: 'Load more',
  empty: 'Nothing here yet.',
  failed: 'The messages could not be loaded.',
  notMarked: 'That could not be saved. Try again.',
  again: 'Try again',
  waiting: 'Not connected. Trying again…',
  closed: 'Not connected.',
  everyone: 'Everyone',
  isUnread: 'Unread',
  now: 'just now',
  comma: ', ',
};

/** @type {typeof ENGLISH} */
const CHINESE = {
  messages: '消息',
  unread: (count) => `${count} 条未读`,
  none: '没有未读',
  arrived: (count) => `${count} 条未读消息`,
  markAll: '全部标为已读',
  more: '加载更多',
  empty: '还没有消息。',
  failed: '消息加载失败。',
  notMarked: '没有保存成功，请重试。',
  again: '重试',
  waiting: '连接已断开，正在重试…',
  closed: '未连接。',
  everyone: '所有人',
  isUnread: '未读',
  now: '刚刚',
  comma: '，',
};

/** The language of the element, of an element around it, or of the browser. */
export function languageOf(/** @type {Element} */ element) {
  const around = /** @type {HTMLElement | null} */ (element.closest('[lang]'));
  return around?.lang || document.documentElement.lang || navigator.language || 'en';
}

export const wordsIn = (/** @type {string} */ language) => (/^zh\b/i.test(language) ? CHINESE : ENGLISH);

/**
 * @type {[Intl.RelativeTimeFormatUnit, number, number][]} the unit, its seconds, and the largest
 * number of it
 */
const UNITS = [
  ['minute', 60, 60],
  ['hour', 3_600, 24],
  ['day', 86_400, 7],
];

/**
 * Formats how long ago something was; as a date if that is more than a week.
 *
 * @param {string} at
 * @param {string} language
 */
export function ago(at, language) {
  const date = new Date(at);
  const seconds = (Date.now() - date.getTime()) / 1_000;
  const words = wordsIn(language);
  const locale = words === CHINESE ? language : 'en';
  if (!(seconds >= 45)) {
    return words.now;
  }
  for (const [unit, size, limit] of UNITS) {
    const number = Math.max(1, Math.round(seconds / size));
    if (number < limit) {
      return new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }).format(-number, unit);
    }
  }
  const year = date.getFullYear() === new Date().getFullYear() ? undefined : 'numeric';
  return date.toLocaleDateString(locale, { month: 'short', day: 'numeric', year });
}
