/** Defines `<red-dot>`, `<red-dot-page>` and `<red-dot-toast>`. */
import type { RedDot } from './dist/reddot.js';
import type { RedDotElement } from './dist/red-dot.js';
import type { RedDotPageElement } from './dist/red-dot-page.js';
import type { RedDotToastElement } from './dist/red-dot-toast.js';

export type { RedDot, RedDotElement, RedDotPageElement, RedDotToastElement };
/** A message of the inbox. */
export type { Kept, State } from './dist/types.js';

declare global {
  interface HTMLElementTagNameMap {
    'red-dot': RedDotElement;
    'red-dot-page': RedDotPageElement;
    'red-dot-toast': RedDotToastElement;
  }
}
