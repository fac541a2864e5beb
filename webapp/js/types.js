/**
 * The types that the modules share. Nothing here runs.
 *
 * @typedef {object} RedDotOptions
 * @property {string} [url] Red Dot's address, e.g. `/reddot`; default: the one that the script came from
 * @property {string | (() => string | Promise<string>)} token a token, or a function that
 *   returns one: called again before the last token expires, and when a token is refused
 * @property {string[]} [topics] topic filters; none: the user's inbox
 * @property {string} [after] a cursor, `earliest` or `latest` (the default)
 * @property {('websocket' | 'sse' | 'long-poll' | 'poll' | 'iframe')[]} [transports] the
 *   transports to use, best first; default: all but iframe
 * @property {boolean} [conflate] whether only a topic's newest message is delivered while this page
 *   is behind; with `topics` only, because an inbox keeps all
 * @property {boolean} [share] whether the tabs of a user share one connection; default: true
 * @property {number} [helloWithin] the time that a transport has to connect, in milliseconds; default: 5,000
 * @property {number} [probeAfter] the time before a better transport is tried again, in
 *   milliseconds; default: 30,000. It doubles each time, up to ten minutes
 *
 * News from the tab with the connection to all tabs: what was received (`envelope`) or changed, and
 * the cursor before (`from`) and after it (`to`). A tab whose cursor is before `from` has missed
 * something.
 *
 * @typedef {object} News
 * @property {string} [from]
 * @property {string} [to]
 * @property {Envelope} [envelope]
 * @property {State} [state]
 * @property {{count?: number, unseen?: number, cursor?: string}} [unread]
 *
 * A message of the inbox.
 *
 * @typedef {Envelope & {id: string, cursor: string, read: boolean, seen: boolean, archived: boolean,
 * collapsed?: number, sender?: string}} Kept `collapsed`: how many older messages it replaces
 *
 * What is left to read after a mark. `missing`: ids that are not in the inbox; `ambiguous`: ids that
 * several messages have, which can only be named by their cursors.
 *
 * @typedef {{count: number, unseen: number, cursor: string, missing?: string[], ambiguous?: string[]}} Counts
 *
 * The options of `follow`.
 *
 * @typedef {object} Options
 * @property {string} base the address above `api/`, e.g. `https://host/reddot`
 * @property {() => Promise<string>} token returns a valid token; called for each attempt
 * @property {() => void} [renew] makes `token` return a new token the next time
 * @property {string[]} topics topic filters
 * @property {boolean} [conflate]
 * @property {Wire} [wire] what the transports use instead of the browser's own network
 * @property {string} [after] a cursor, `earliest` or `latest` (the default)
 * @property {number} [helloWithin]
 * @property {number} [probeAfter]
 * @property {(envelope: Envelope) => void} onEnvelope called with each message and control envelope, in order
 * @property {(cursor: string) => void} onCursor called with the cursor whenever it changes
 * @property {(state: State) => void} onState
 *
 * @typedef {{close(reason?: string): void, check(awake?: boolean): void}} Connection `check`
 *   does what is due now; a timer also calls it, as often as the browser allows
 *
 * @typedef {object} Envelope
 * @property {'message' | 'recall' | 'hello' | 'goodbye' | 'unread' | 'pong' | 'token' | 'error'}
 * type
 * @property {string} [cursor]
 * @property {string} [topic]
 * @property {string} [id]
 * @property {string} [event]
 * @property {string} [at] ISO-8601, UTC
 * @property {unknown} [data]
 * @property {string} [encoding] `base64` if `data` is binary data in Base64
 * @property {string} [traceparent] the trace of its publication (W3C Trace Context)
 * @property {number} [count] unread: the number of unread messages
 * @property {number} [unseen] unread: how many of them were not seen
 * @property {boolean} [recovered] hello: whether all messages after the cursor still existed
 * @property {number} [heartbeat] hello: the seconds of silence after which the server sends a
 *   heartbeat; none: the transport detects a dead connection itself
 * @property {string[]} [unsubscribed] token: the filters that the new token does not grant
 * @property {number} [code] goodbye
 * @property {boolean} [reconnect] goodbye: whether to reconnect
 * @property {number} [retryAfter] goodbye: the delay before that, in milliseconds
 * @property {string} [reason] goodbye
 *
 * @typedef {{name: 'connecting'}
 *   | {name: 'open', rung: number, transport?: string, cursor?: string, recovered?: boolean}
 *   | {name: 'waiting', until: number, reason: string, detail?: string, own?: boolean}
 *   | {name: 'closed', reason: string, detail?: string, status?: number}} State `rung`: the index
 *   of the transport; `detail`: the error of the server, or of the source of the token; `own`:
 *   whether it concerns only this tab and its token
 *
 * The end of one attempt, and how to continue.
 *
 * @typedef {object} Ending
 * @property {string} reason
 * @property {string} [detail] the reason, if the server or the source of the token gave it
 * @property {boolean} [own] whether it concerns only this tab and its token
 * @property {number} [status] the HTTP status, if the transport can see it
 * @property {number} [code] the close code of the WebSocket, or the code of the goodbye
 * @property {boolean} [goodbye] whether the server sent a goodbye
 * @property {boolean} [final] whether a retry is useless
 * @property {number} [retryAfter] the delay that the server asks for, in milliseconds
 *
 * One attempt's request.
 *
 * @typedef {{base: string, topics: string[], conflate?: number, after?: string, token?: string,
 *   ticket?: string, wire?: Wire}}
 * Request
 *
 * A network between the transports and the browser, which can count and disturb what passes. A
 * frame is loaded by the browser, so only what it passes on goes through `frame`; `cut`: whether it
 * must not be loaded at all.
 *
 * @typedef {object} Wire
 * @property {typeof fetch} fetch
 * @property {(url: string, protocols?: string[]) => WebSocket} socket
 * @property {(url: string, deliver: (envelopes: Envelope[]) => void, lost: () => void) =>
 *   {cut: boolean, pass: (envelopes: Envelope[]) => void, leave: () => void}} frame
 *
 * The callbacks of an attempt.
 *
 * @typedef {object} Events
 * @property {(envelope: Envelope) => void} take
 * @property {() => void} heard for transports that receive more than envelopes
 * @property {(cursor: string) => void} moveTo for transports whose cursor moves without a message
 * @property {(ending: Ending) => void} end
 *
 * A transport: starts one attempt, and returns a function that stops it. That function may have
 * `ping`, which makes the server send something, and `renew`, which replaces the token.
 * `ticketed`: the transport cannot send a header, so it needs a ticket in its address.
 *
 * @typedef {{ping?: () => void, renew?: (token: string) => void}} Ways
 * @typedef {((request: Request, events: Events) => (() => void) & Ways) & {ticketed?: boolean}}
 * Open
 */

export {};
