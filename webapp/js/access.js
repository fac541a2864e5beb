/** The one place where a page asks for a token or a login. */
import { keepToken, useLogin } from './caller.js';
import { said } from './words.js';

const $ = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {() => void} enter called when the visitor has given a token, or wants to use a login
 * @returns {(why?: string, focus?: boolean) => void} asks, and says why
 */
export function prepareAccess(enter) {
  const place = $('access');
  const form = /** @type {HTMLFormElement} */ ($('token'));
  const given = () => {
    place.hidden = true;
    $('refused').textContent = '';
    enter();
  };
  form.addEventListener('submit', (submit) => {
    submit.preventDefault();
    keepToken(String(new FormData(form).get('token')));
    form.reset();
    given();
  });
  document.getElementById('login')?.addEventListener('click', () => {
    useLogin();
    given();
  });
  return (why = '', focus = false) => {
    place.hidden = false;
    $('refused').textContent = said(why);
    if (focus) {
      form.querySelector('input')?.focus();
    }
  };
}
