/**
 * The style of the elements; `::part()` and the custom properties `--red-dot-…` change it from
 * outside. Each part has a class of the same name. Items out of sight are not laid out
 * (`content-visibility`), so that ten thousand are as smooth as ten.
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

a.message { box-sizing: border-box; color: inherit; text-decoration: none; }
button { margin: 0; border: 0; background: none; color: inherit; font: inherit; text-align: start; cursor: pointer; }
:focus-visible { outline: 3px solid var(--red-dot-focus, currentColor); outline-offset: -3px; }

.button { position: relative; display: grid; place-items: center; width: 2.75rem; height: 2.75rem; padding: 0; border-radius: 50%; }
.button:hover { background: color-mix(in srgb, currentColor 9%, transparent); }
.button:focus-visible { outline-offset: 0; }
.icon { width: 1.5rem; height: 1.5rem; fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.badge {
  position: absolute; inset-block-start: 0.25rem; inset-inline-start: 50%;
  min-width: 1.2rem; height: 1.2rem; padding: 0 0.32rem; border-radius: 0.6rem;
  background: var(--dot); color: var(--on-dot);
  font-size: 0.72rem; font-weight: 700; line-height: 1.2rem; text-align: center; font-variant-numeric: tabular-nums;
}
.badge.beat { animation: beat 320ms ease-out; }
@keyframes beat { 35% { scale: 1.28; } }

.panel {
  position: fixed; inset: auto; margin: 0; padding: 0; z-index: 1000;
  width: min(24rem, calc(100vw - 1rem)); max-height: min(34rem, calc(100dvh - 1rem));
  border: 1px solid var(--line); border-radius: var(--red-dot-radius, 14px);
  background: var(--surface); color: var(--ink); box-shadow: var(--shade);
  overflow: hidden; flex-direction: column; outline: none; 
}
.panel:not([hidden]) { display: flex; animation: unfold 140ms ease-out; }
@keyframes unfold { from { opacity: 0; translate: 0 -0.4rem; } }

.header { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; min-height: 3.25rem; padding-block: 0.25rem; padding-inline: 1.15rem 0.5rem; border-bottom: 1px solid var(--line); }
.title { margin: 0; font-size: 1.05rem; font-weight: 700; letter-spacing: -0.01em; }
.mark-all, .more, .again, .undo { padding: 0.4rem 0.7rem; min-height: 2.25rem; border-radius: 8px; color: var(--ink); font-size: 0.875rem; font-weight: 600; }
.mark-all:hover:enabled, :is(.more, .again, .undo):hover { background: var(--hover); }
.mark-all:disabled { color: var(--muted); font-weight: 400; cursor: default; }

.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; }
.filters { display: flex; flex-wrap: wrap; gap: 0.25rem; padding: 0.4rem 0.75rem; border-bottom: 1px solid var(--line); }
.filter, .category { min-height: 2rem; padding: 0.2rem 0.7rem; border: 0; border-radius: 1rem; background: none; color: var(--muted); font: inherit; font-size: 0.875rem; }
.category { margin-inline-start: auto; max-width: 9rem; }
.filter:hover, .category:hover { background: var(--hover); }
.filter[aria-pressed="true"] { background: var(--hover); color: var(--ink); font-weight: 600; }
.list { margin: 0; padding: 0; list-style: none; }
.item { position: relative; content-visibility: auto; contain-intrinsic-size: auto 5.5rem; }
.item + .item { border-top: 1px solid var(--line); }
.message { position: relative; display: grid; gap: 0.1rem 0.75rem; width: 100%; padding-block: 0.75rem; padding-inline: 2.1rem 1.15rem; }
.pictured { grid-template-columns: 2.25rem 1fr; }
.pictured > * { grid-column: 2; }
.message > :is(.avatar, .image) { grid-column: 1; grid-row: 1 / span 4; width: 2.25rem; height: 2.25rem; object-fit: cover; }
.avatar { display: grid; place-items: center; border-radius: 50%; background: var(--line); color: var(--ink); font-weight: 600; }
.image { border-radius: 8px; }
.message:hover { background: var(--hover); }
.message::before { content: ""; position: absolute; inset-block-start: 1.2rem; inset-inline-start: 0.95rem; width: 0.55rem; height: 0.55rem; border-radius: 50%; }
.unread::before { background: var(--dot); }
.heading { font-weight: 600; overflow-wrap: anywhere; }
.heading, .text, .html { unicode-bidi: plaintext; text-align: match-parent; }
.urgent > .heading::before { content: "! "; color: var(--warn); font-weight: 800; }
.text { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; overflow-wrap: anywhere; white-space: pre-line; color: var(--ink); }
.message:not(.unread) :is(.text, .heading) { color: var(--muted); }
.toast :is(.text, .heading) { color: var(--ink) !important; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; padding-block: 0 0.85rem; padding-inline: 2.1rem 1.15rem; }
.pictured ~ :is(.actions, .html) { padding-inline-start: 5.1rem; }
.action { max-width: 100%; padding: 0.3rem 0.8rem; border: 1px solid var(--line); border-radius: 8px; color: var(--ink); font-size: 0.875rem; font-weight: 600; text-decoration: none; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.action:hover { background: var(--hover); }
.tools { position: absolute; inset-block-start: 0.4rem; inset-inline-end: 0.5rem; display: flex; border-radius: 8px; background: var(--surface); box-shadow: 0 0 0 1px var(--line); opacity: 0; }
.item:is(:hover, :focus-within) > .tools { opacity: 1; }
.tool, .close { display: grid; place-items: center; width: 2rem; height: 2rem; padding: 0; border-radius: 8px; color: var(--muted); }
:is(.tool, .close):hover { background: var(--hover); color: var(--ink); }
:is(.tool, .close) .icon { width: 1.1rem; height: 1.1rem; }
@media (hover: none) {
  .tools { inset-block: auto 0.3rem; box-shadow: none; background: none; opacity: 1; }
  .tool { width: 2.75rem; height: 2.5rem; }
  .message { padding-block-end: 1rem; }
  .actions { padding-inline-end: 6.5rem; }
}
.html { padding-block: 0 0.85rem; padding-inline: 2.1rem 1.15rem; overflow-wrap: anywhere; color: var(--ink); cursor: pointer; }
.item.rich:hover { background: var(--hover); }
.message:not(.unread) ~ .html { color: var(--muted); }
.html > :first-child { margin-block-start: 0; }
.html > :last-child { margin-block-end: 0; }
.html :is(p, ul, ol, pre, blockquote, h3, h4) { margin-block: 0.45rem; }
.html :is(h3, h4) { font-size: 1em; }
.html :is(ul, ol) { padding-inline-start: 1.3rem; }
.html blockquote { margin-inline: 0; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); }
.html pre { overflow-x: auto; }
.html hr { border: 0; border-top: 1px solid var(--line); }
.html a { color: inherit; text-underline-offset: 0.2em; }
.html a:focus-visible { outline-offset: 2px; }
.meta { margin-top: 0.15rem; color: var(--muted); font-size: 0.8125rem; }

.note { margin: 0; padding: 0.6rem 1.15rem; border-bottom: 1px solid var(--line); color: var(--muted); font-size: 0.875rem; }
.done { display: flex; align-items: center; justify-content: space-between; border-top: 1px solid var(--line); padding-inline: 1.15rem 0.5rem; font-size: 0.875rem; }
.done:empty { display: none; }
.toasts { position: fixed; inset: auto; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 1001; width: min(24rem, calc(100vw - 2rem)); margin: 0; padding: 0; border: 0; background: none; overflow: visible; color: var(--ink); }
.toasts:empty { display: none; }
.toast { display: flex; align-items: flex-start; margin-block-start: 0.5rem; border: 1px solid var(--line); border-radius: var(--red-dot-radius, 14px); background: var(--surface); box-shadow: var(--shade); overflow: hidden; animation: unfold 140ms ease-out; }
.toast.urgent { border-inline-start: 4px solid var(--warn); }
.toast > .message { flex: 1; padding-inline-start: 1.15rem; }
.toast > .close { margin: 0.35rem; flex: none; }
.page { border: 1px solid var(--line); border-radius: var(--red-dot-radius, 14px); background: var(--surface); color: var(--ink); outline: none; overflow: clip; }
:host(red-dot-page) { display: block; }
:host(red-dot-toast) { display: contents; }
.page > .done { position: sticky; inset-block-end: 0; background: var(--surface); }
.empty { display: grid; justify-items: center; gap: 0.75rem; margin: 0; padding: 3rem 1.5rem; color: var(--muted); text-align: center; }
.more { display: block; width: calc(100% - 1rem); margin: 0.5rem; text-align: center; }

.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.waiting { display: grid; gap: 1.3rem; padding: 1.2rem 1.15rem 1.6rem 2.1rem; }
.waiting i { height: 0.8rem; border-radius: 0.4rem; background: var(--line); animation: breathe 1.2s ease-in-out infinite; }
.waiting i:nth-child(even) { width: 60%; }
@keyframes breathe { 50% { opacity: 0.4; } }

@media (forced-colors: active) { .badge, .unread::before { border: 1px solid; forced-color-adjust: none; } }
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
