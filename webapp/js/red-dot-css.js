/**
 * The style of the elements that every page needs: the colors, the bell and its badge. The rest is
 * red-dot-list-css.js. `::part()` and the custom properties `--red-dot-…` change it from outside.
 * Each part has a class of the same name. The build minifies this text.
 */

const LIGHT = `
  --dot: var(--red-dot-color, #d81e28);
  --on-dot: var(--red-dot-on-color, #fff);
  --warn: var(--red-dot-urgent, #b3261e);
  --surface: var(--red-dot-surface, #fff);
  --hover: var(--red-dot-hover, #f3f3f5);
  --ink: var(--red-dot-ink, #17181c);
  --muted: var(--red-dot-muted, #5a5d66);
  --line: var(--red-dot-line, #e2e3e7);
  --shade: var(--red-dot-shadow, 0 1rem 3rem rgb(0 0 0 / 18%), 0 0.15rem 0.6rem rgb(0 0 0 / 8%));
  color-scheme: light;`;

const DARK = `
  --dot: var(--red-dot-color, #de2a33);
  --warn: var(--red-dot-urgent, #ff8a80);
  --surface: var(--red-dot-surface, #1d1e23);
  --hover: var(--red-dot-hover, #282a31);
  --ink: var(--red-dot-ink, #eeeef1);
  --muted: var(--red-dot-muted, #a3a7b1);
  --line: var(--red-dot-line, #34363e);
  --shade: var(--red-dot-shadow, 0 1rem 3rem rgb(0 0 0 / 60%), 0 0.15rem 0.6rem rgb(0 0 0 / 40%));
  color-scheme: dark;`;

export default `
:host {${LIGHT}
  display: inline-block;
  font: 400 1rem/1.45 system-ui, sans-serif;
  vertical-align: middle;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) {${DARK} } }
:host([theme="dark"]) {${DARK} }
:host(red-dot-page) { display: block; }
:host(red-dot-toast) { display: contents; }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }

button, select { margin: 0; border: 0; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
:focus-visible { outline: 3px solid var(--red-dot-focus, currentColor); outline-offset: -3px; }
.button { position: relative; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; padding: 0; border-radius: 50%; }
.button:hover { background: color-mix(in srgb, currentColor 9%, transparent); }
.button:focus-visible { outline-offset: 0; }
.icon { width: 1.5rem; height: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.badge {
  position: absolute; top: 0.25rem; inset-inline-start: 50%;
  min-width: 1.2rem; height: 1.2rem; padding: 0 0.32rem; border-radius: 0.6rem;
  background: var(--dot); color: var(--on-dot);
  font-size: 0.72rem; font-weight: 700; line-height: 1.2rem; text-align: center; font-variant-numeric: tabular-nums;
}
.badge.beat { animation: beat 320ms ease-out; }
@keyframes beat { 35% { scale: 1.28; } }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
/* Until the other style is here. */
.panel, .page, .toasts { opacity: 0; }

@media (forced-colors: active) { .badge, .unread::before { border: 1px solid; forced-color-adjust: none; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
`;
