/**
 * The style of the list, of its panel and page, and of toasts: loaded when the first of them is
 * shown. Items out of sight are not laid out (`content-visibility`), so that ten thousand are as
 * smooth as ten.
 */
export default `
a { color: inherit; text-decoration: none; }
:is(.mark-all:enabled, .more, .again, .undo, .filter, .category, .message, .action, .tool, .close, .rich):hover { background: var(--hover); }
.mark-all, .more, .again, .undo, .action, .filter, .category, .note, .done { font-size: 0.875rem; }
.mark-all, .more, .again, .undo, .action, .avatar, .heading, .filter[aria-pressed="true"] { color: var(--ink); font-weight: 600; }
.mark-all, .more, .again, .undo, .action, .image, .tools, .tool, .close { border-radius: 8px; }
.panel, .page, .toasts { opacity: 1; }
.panel, .page, .toast { border: 1px solid var(--line); border-radius: var(--red-dot-radius, 14px); background: var(--surface); color: var(--ink); outline: none; overflow: hidden; }
.page { overflow: clip; }
.panel, .toast { box-shadow: var(--shade); animation: unfold 140ms ease-out; }
.panel, .toasts { position: fixed; inset: auto; margin: 0; padding: 0; z-index: 1000; }
@keyframes unfold { from { opacity: 0; translate: 0 -0.4rem; } }

.panel { display: flex; flex-direction: column; width: min(24rem, calc(100vw - 1rem)); max-height: min(34rem, calc(100dvh - 1rem)); }

.header, .done { display: flex; align-items: center; justify-content: space-between; gap: 0.5rem; padding-inline: 1.15rem 0.5rem; }
.header { min-height: 3.25rem; padding-block: 0.25rem; }
.header, .filters, .note { border-bottom: 1px solid var(--line); }
.title { margin: 0; font-size: 1.05rem; font-weight: 700; letter-spacing: -0.01em; }
.mark-all, .more, .again, .undo { padding: 0.4rem 0.7rem; min-height: 2.25rem; }
.mark-all:disabled { color: var(--muted); font-weight: 400; cursor: default; }

.scroll { flex: 1; overflow-y: auto; overscroll-behavior: contain; }
.filters { display: flex; flex-wrap: wrap; gap: 0.25rem; padding: 0.4rem 0.75rem; }
.filter, .category { min-height: 2rem; padding: 0.2rem 0.7rem; border-radius: 1rem; color: var(--muted); }
.category { margin-inline-start: auto; max-width: 9rem; }
.filter[aria-pressed="true"] { background: var(--hover); }
.list { margin: 0; padding: 0; list-style: none; }
.item { position: relative; content-visibility: auto; contain-intrinsic-size: auto 5.5rem; }
.item + .item, .done { border-top: 1px solid var(--line); }
.message { position: relative; display: grid; gap: 0.1rem 0.75rem; width: 100%; padding-block: 0.75rem; }
.message, .actions, .html { padding-inline: 2.1rem 1.15rem; }
.pictured { grid-template-columns: 2.25rem 1fr; }
.pictured > * { grid-column: 2; }
.message > :is(.avatar, .image) { grid-column: 1; grid-row: 1 / span 4; width: 2.25rem; height: 2.25rem; object-fit: cover; }
.avatar { display: grid; place-items: center; border-radius: 50%; background: var(--line); }
.message::before { content: ""; position: absolute; top: 1.2rem; inset-inline-start: 0.95rem; width: 0.55rem; height: 0.55rem; border-radius: 50%; }
.unread::before { background: var(--dot); }
.heading, .text, .html { unicode-bidi: plaintext; text-align: match-parent; overflow-wrap: anywhere; }
.urgent > .heading::before { content: "! "; color: var(--warn); font-weight: 800; }
.text { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; white-space: pre-line; color: var(--ink); }
.message:not(.unread) :is(.text, .heading), .message:not(.unread) ~ .html { color: var(--muted); }
.toast :is(.text, .heading) { color: var(--ink) !important; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.actions, .html { padding-bottom: 0.85rem; }
.pictured ~ :is(.actions, .html) { padding-inline-start: 5.1rem; }
.action { max-width: 100%; padding: 0.3rem 0.8rem; border: 1px solid var(--line); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.tools { position: absolute; top: 0.4rem; inset-inline-end: 0.5rem; display: flex; background: var(--surface); box-shadow: 0 0 0 1px var(--line); opacity: 0; }
.item:is(:hover, :focus-within) > .tools { opacity: 1; }
.tool, .close { display: grid; place-items: center; width: 2rem; height: 2rem; padding: 0; color: var(--muted); }
:is(.tool, .close):hover { color: var(--ink); }
:is(.tool, .close) .icon { width: 1.1rem; height: 1.1rem; }
@media (hover: none) {
  .tools { inset-block: auto 0.3rem; box-shadow: none; background: none; opacity: 1; }
  .tool { width: 2.75rem; height: 2.5rem; }
  .message { padding-bottom: 1rem; }
  .actions { padding-inline-end: 6.5rem; }
}
.html { color: var(--ink); cursor: pointer; }
.html > :first-child { margin-top: 0; }
.html > :last-child { margin-bottom: 0; }
.html :is(p, ul, ol, pre, blockquote, h3, h4) { margin-block: 0.45rem; }
.html :is(h3, h4) { font-size: 1em; }
.html :is(ul, ol) { padding-inline-start: 1.3rem; }
.html blockquote { margin-inline: 0; padding-inline-start: 0.75rem; border-inline-start: 3px solid var(--line); }
.html pre { overflow-x: auto; }
.html hr { border: 0; border-top: 1px solid var(--line); }
.html a { text-decoration: underline; text-underline-offset: 0.2em; }
.html a:focus-visible { outline-offset: 2px; }
.meta { margin-top: 0.15rem; color: var(--muted); font-size: 0.8125rem; }

.note { margin: 0; padding: 0.6rem 1.15rem; color: var(--muted); }
.done:empty, .toasts:empty { display: none; }
.toasts { bottom: 1rem; inset-inline-end: 1rem; width: min(24rem, calc(100vw - 2rem)); border: 0; background: none; overflow: visible; color: var(--ink); }
.toast { display: flex; align-items: flex-start; margin-top: 0.5rem; }
.toast.urgent { border-inline-start: 4px solid var(--warn); }
.toast > .message { flex: 1; padding-inline-start: 1.15rem; }
.toast > .close { margin: 0.35rem; flex: none; }
.page > .done { position: sticky; bottom: 0; background: var(--surface); }
.empty { display: grid; justify-items: center; gap: 0.75rem; padding: 3rem 1.5rem; color: var(--muted); text-align: center; }
.more { display: block; width: calc(100% - 1rem); margin: 0.5rem; text-align: center; }

.waiting { display: grid; gap: 1.3rem; padding: 1.2rem 1.15rem 1.6rem 2.1rem; }
.waiting i { height: 0.8rem; border-radius: 0.4rem; background: var(--line); animation: breathe 1.2s ease-in-out infinite; }
.waiting i:nth-child(even) { width: 60%; }
@keyframes breathe { 50% { opacity: 0.4; } }
`;
