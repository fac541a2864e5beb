/** Publishes with one POST, which is answered once the message is stored. */
import { call, content, stored } from './address.js';
import { newId } from './id.js';
import { w } from './words.js';

/**
 * @typedef {{topic: string, event?: string, data: unknown, id: string}} Draft
 *
 * @param {string} base
 * @param {string} token
 * @param {Draft} draft
 * @returns {Promise<{id: string, cursor: string, duplicate: boolean}>}
 */
export async function publish(base, token, draft) {
  const response = await call(`${base}/api/messages`, token, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(draft),
  });
  return stored(await content(response));
}

/**
 * @param {HTMLFormElement} form with inputs named topic, event and text
 * @param {{base: string, token: () => Promise<string>, onStart: () => void,
 *   onError: (error: unknown) => void}} options
 */
export function preparePublishing(form, { base, token, onStart, onError }) {
  const { topic, event, text } = /** @type {Record<string, HTMLInputElement>} */ (
    /** @type {unknown} */ (form.elements)
  );
  const outcome = /** @type {HTMLElement} */ (form.querySelector('output'));
  /** @type {{key: string, id: string} | undefined} */
  let unanswered;

  form.addEventListener('submit', async (submit) => {
    submit.preventDefault();
    const draft = {
      topic: topic.value.trim(),
      event: event.value.trim() || undefined,
      data: { text: text.value },
    };
    // If the same text was published before without an answer, the same id stores it only once.
    const key = JSON.stringify(draft);
    const id = unanswered?.key === key ? unanswered.id : newId();
    unanswered = { key, id };
    // Cleared now and not at the answer: by then the user may be typing the next text.
    text.value = '';
    text.focus();
    outcome.textContent = '';
    onStart();
    try {
      const { cursor, duplicate } = await publish(base, await token(), { id, ...draft });
      if (unanswered?.id === id) {
        unanswered = undefined;
      }
      outcome.textContent = duplicate ? w.alreadyStored(cursor) : w.stored(cursor);
    } catch (error) {
      text.value ||= draft.data.text;
      onError(error);
    }
  });
}
