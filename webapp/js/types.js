/**
 * What the modules say to each other. Types only: nothing here runs.
 *
 * @typedef {object} RedDotOptions
 * @property {string} [url] Red Dot's address, e.g. `/reddot`; the one that the script is from
 * @property {string | (() => string | Promise<string>)} token a token, or where to get one: asked
 *   again before the last one ends, or once it is refused
 * @property {string[]} [topics] topic filters; none: the user's inbox
 * @property {string} [after] a cursor, `earliest` or `latest`; none is `latest`
 * @property {('websocket' | 'sse' | 'long-poll' | 'poll' | 'iframe')[]} [transports] which, best
 *   first; all but iframe
 * @property {boolean} [share] whether the tabs of a user share one connection; they do
 * @property {number} [helloWithin] in how many milliseconds a transport must get through; 5,000
 * @property {number} [probeAfter] when first to try a better transport again; 30,000 milliseconds,
 *   then twice as long each time, up to ten minutes
 *
 * What the tab that holds the connection says to all of them: what came (`envelope`) or changed,
 * and the cursor before and after it. Who stands before `from` has missed something.
 *
 * @typedef {object} News
 * @property {string} [from]
 * @property {string} [to]
 * @property {Envelope} [envelope]
 * @property {State} [state]
 * @property {{count?: number, cursor?: string}} [unread]
 *
 * A message of the inbox.
 *
 * @typedef {Envelope & {id: string, cursor: string, read: boolean, archived: boolean, sender?:
 * string}} Kept
 *
 * What `follow` is asked for.
 *
 * @typedef {object} Options
 * @property {string} base the address that `api/` hangs under, e.g. `https://host/reddot`
 * @property {() => Promise<string>} token a token that is valid now; asked for at each attempt
 * @property {() => void} [renew] the next token shall be a new one
 * @property {string[]} topics topic filters
 * @property {string} [after] a cursor, `earliest` or `latest`; none is `latest`
 * @property {number} [helloWithin]
 * @property {number} [probeAfter]
 * @property {(envelope: Envelope) => void} onEnvelope each message and control envelope, in order
 * @property {(cursor: string) => void} onCursor where the reader stands, whenever that changes
 * @property {(state: State) => void} onState
 *
 * @typedef {{close(reason?: string): void, check(awake?: boolean): void}} Connection `check` looks
 *   at the clock, which it does by itself as often as the browser lets it
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
 * @property {string} [encoding] `base64` when `data` is that of binary
 * @property {number} [count] unread
 * @property {boolean} [recovered] hello: whether everything after the cursor was still there
 * @property {number} [heartbeat] hello: after how many seconds without a word the server gives a
 *   sign of life; none: the transport watches for itself
 * @property {string[]} [unsubscribed] token: what it does not grant any more
 * @property {number} [code] goodbye
 * @property {boolean} [reconnect] goodbye: whether to come back
 * @property {number} [retryAfter] goodbye: when, in milliseconds
 * @property {string} [reason] goodbye
 *
 * @typedef {{name: 'connecting'}
 *   | {name: 'open', rung: number, transport?: string, cursor?: string, recovered?: boolean}
 *   | {name: 'waiting', until: number, reason: string, detail?: string, own?: boolean}
 *   | {name: 'closed', reason: string, detail?: string, status?: number}} State `rung`: which of
 *   the
 *   transports; `detail`: what the server, or the source of the token, says is wrong; `own`: it
 *   concerns this tab's token alone
 *
 * How one attempt ended, and what follows from it.
 *
 * @typedef {object} Ending
 * @property {string} reason
 * @property {string} [detail] the same, if it was said in so many words
 * @property {boolean} [own] whether it concerns this tab's token alone
 * @property {number} [status] the HTTP status, where the transport can see one
 * @property {number} [code] the WebSocket's, or the goodbye's
 * @property {boolean} [goodbye] whether the server said so
 * @property {boolean} [final] true: trying again would not help
 * @property {number} [retryAfter] milliseconds that the server asks for
 *
 * One attempt's request.
 *
 * @typedef {{base: string, topics: string[], after?: string, token?: string, ticket?: string}}
 * Request
 *
 * What an attempt calls.
 *
 * @typedef {object} Events
 * @property {(envelope: Envelope) => void} take
 * @property {() => void} heard for transports that hear more than envelopes
 * @property {(cursor: string) => void} moveTo for transports whose cursor moves without a message
 * @property {(ending: Ending) => void} end
 *
 * A transport: starts one attempt and answers how to stop it, how to make the server say a word
 * where its silence means nothing, and how to go on with another token, if it can. `ticketed`: it
 * can show who it is in its address only.
 *
 * @typedef {{ping?: () => void, renew?: (token: string) => void}} Ways
 * @typedef {((request: Request, events: Events) => (() => void) & Ways) & {ticketed?: boolean}}
 * Open
 */

export {};
