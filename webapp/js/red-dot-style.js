/**
 * The style of `<red-dot>`; `::part()` and the custom properties `--red-dot-…` change it from
 * outside.
 */

const LIGHT = `
  --dot: var(--red-dot-color, #d81e28);
  --on-dot: var(--red-dot-on-color, #fff);
  --surface: var(--red-dot-surface, #fff);
  --hover: var(--red-dot-hover, #f3f3f5);
  --ink: var(--red-dot-ink, #17181c);
  --muted: var(--red-dot-muted, #5a5d66);
  --line: var(--red-dot-line, #e2e3e7);
  --shade: var(--red-dot-shadow, 0 1rem 3rem rgb(0 0 0 / 18%), 0 0.15rem 0.6rem rgb(0 0 0 / 8%));
  color-scheme: light;`;

const DARK = `
  --dot: var(--red-dot-color, #e5323b);
  --surface: var(--red-dot-surface, #1d1e23);
  --hover: var(--red-dot-hover, #282a31);
  --ink: var(--red-dot-ink, #eeeef1);
  --muted: var(--red-dot-muted, #a3a7b1);
  --line: var(--red-dot-line, #34363e);
  --shade: var(--red-dot-shadow, 0 1rem 3rem rgb(0 0 0 / 60%), 0 0.15rem 0.6rem rgb(0 0 0 / 40%));
  color-scheme: dark;`;

const STYLE = `
:host {${LIGHT}
  display: inline-block;
  font: 400 1rem/1.45 system-ui, sans-serif;
  vertical-align: middle;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) {${DARK} } }
:host([theme="dark"]) {${DARK} }
:host([hidden]), [hidden] { display: none !important; }
*, ::before, ::after { box-sizing: border-box; }

button { margin: 0; border: 0; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
:focus-visible { outline: 3px solid var(--red-dot-focus, currentColor); outline-offset: -3px; }

[part~="button"] { position: relative; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; padding: 0; border-radius: 50%; }
[part~="button"]:hover { background: color-mix(in srgb, currentColor 9%, transparent); }
[part~="button"]:focus-visible { outline-offset: 0; }
[part~="icon"] { width: 1.5rem; height: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
[part~="badge"] {
  position: absolute; inset-block-start: 0.25rem; inset-inline-start: 50%;
  min-width: 1.2rem; height: 1.2rem; padding: 0 0.32rem; border-radius: 0.6rem;
  background: var(--dot); color: var(--on-dot);
  font-size: 0.72rem; font-weight: 700; line-height: 1.2rem; text-align: center; font-variant-numeric: tabular-nums;
}
[part~="badge"].beat { animation: beat 320ms ease-out; }
@keyframes beat { 35% { scale: 1.28; } }

[part~="panel"] {
  position: fixed; inset: auto; margin: 0; padding: 0; z-index: 1000;
  width: min(24rem, calc(100vw - 1rem)); max-height: min(34rem, calc(100dvh - 1rem));
  border: 1px solid var(--line); border-radius: var(--red-dot-radius, 14px);
  background: var(--surface); color: var(--ink); box-shadow: var(--shade);
  overflow: hidden; flex-direction: column; outline: none; /* its children show the focus */
}
[part~="panel"]:not([hidden]) { display: flex; animation: unfold 140ms ease-out; }
@keyframes unfold { from { opacity: 0; translate: 0 -0.4rem; } }

[part~="header"] { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; min-height: 3.25rem; padding: 0.25rem 0.5rem 0.25rem 1.15rem; border-bottom: 1px solid var(--line); }
[part~="title"] { margin: 0; font-size: 1.05rem; font-weight: 700; letter-spacing: -0.01em; }
[part~="mark-all"], [part~="more"], [part~="again"] { padding: 0.4rem 0.7rem; min-height: 2.25rem; border-radius: 8px; color: var(--ink); font-size: 0.875rem; font-weight: 600; }
[part~="mark-all"]:hover:enabled, [part~="more"]:hover, [part~="again"]:hover { background: var(--hover); }
[part~="mark-all"]:disabled { color: var(--muted); font-weight: 400; cursor: default; }

.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; }
[part~="list"] { margin: 0; padding: 0; list-style: none; }
[part~="item"] + [part~="item"] { border-top: 1px solid var(--line); }
[part~="message"] { position: relative; display: grid; gap: 0.1rem; width: 100%; padding: 0.75rem 1.15rem 0.75rem 2.1rem; }
[part~="message"]:hover { background: var(--hover); }
[part~="message"]::before { content: ""; position: absolute; inset-block-start: 1.2rem; inset-inline-start: 0.95rem; width: 0.55rem; height: 0.55rem; border-radius: 50%; }
[part~="unread"]::before { background: var(--dot); }
[part~="heading"] { font-weight: 600; overflow-wrap: anywhere; }
[part~="text"] { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; overflow-wrap: anywhere; white-space: pre-line; color: var(--ink); }
[part~="message"]:not([part~="unread"]) :is([part~="text"], [part~="heading"]) { color: var(--muted); }
[part~="html"] { padding: 0 1.15rem 0.85rem 2.1rem; overflow-wrap: anywhere; color: var(--ink); cursor: pointer; }
[part~="item"]:has([part~="html"]):hover { background: var(--hover); }
[part~="message"]:not([part~="unread"]) ~ [part~="html"] { color: var(--muted); }
[part~="html"] > :first-child { margin-block-start: 0; }
[part~="html"] > :last-child { margin-block-end: 0; }
[part~="html"] :is(p, ul, ol, pre, blockquote, h3, h4) { margin-block: 0.45rem; }
[part~="html"] :is(h3, h4) { font-size: 1em; }
[part~="html"] :is(ul, ol) { padding-inline-start: 1.3rem; }
[part~="html"] blockquote { margin-inline: 0; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); }
[part~="html"] pre { overflow-x: auto; }
[part~="html"] hr { border: 0; border-top: 1px solid var(--line); }
[part~="html"] a { color: inherit; text-underline-offset: 0.2em; }
[part~="html"] a:focus-visible { outline-offset: 2px; }
[part~="meta"] { margin-top: 0.15rem; color: var(--muted); font-size: 0.8125rem; }

[part~="note"] { margin: 0; padding: 0.6rem 1.15rem; border-bottom: 1px solid var(--line); color: var(--muted); font-size: 0.875rem; }
[part~="empty"] { display: grid; justify-items: center; gap: 0.75rem; margin: 0; padding: 3rem 1.5rem; color: var(--muted); text-align: center; }
[part~="more"] { display: block; width: calc(100% - 1rem); margin: 0.5rem; text-align: center; }
[part~="item"]:last-child { border-bottom: 1px solid transparent; }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.waiting { display: grid; gap: 1.3rem; padding: 1.2rem 1.15rem 1.6rem 2.1rem; }
.waiting i { height: 0.8rem; border-radius: 0.4rem; background: var(--line); animation: breathe 1.2s ease-in-out infinite; }
.waiting i:nth-child(even) { width: 60%; }
@keyframes breathe { 50% { opacity: 0.4; } }

@media (forced-colors: active) { [part~="badge"], [part~="unread"]::before { border: 1px solid; forced-color-adjust: none; } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; } }
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/**
 * Creates one style sheet for all dots of the page by script, because a page's Content-Security-
 * Policy may refuse `style` elements.
 *
 * @param {ShadowRoot} root
 */
export function dress(root) {
  if ('adoptedStyleSheets' in root) {
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
    }
    root.adoptedStyleSheets = [sheet];
  } else {
    // Safari before 16.4
    const style = document.createElement('style');
    style.textContent = STYLE;
    /** @type {ShadowRoot} */ (root).prepend(style);
  }
}
