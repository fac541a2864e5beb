/**
 * What the modules say to each other. Types only: nothing here runs.
 *
 * Every transport's module offers the same function, `connect(options)`, which answers a
 * {@link Connection}. A page can therefore change its transport by changing one import.
 *
 * @typedef {object} Options
 * @property {string} base the address that `api/` hangs under, e.g. `https://host/reddot`
 * @property {() => Promise<string>} token a token that is valid now; asked for at each attempt
 * @property {string[]} topics topic filters
 * @property {string} [after] a cursor, `earliest` or `latest`; none is `latest`
 * @property {(envelope: Envelope) => void} onEnvelope each message and control envelope, in order
 * @property {(cursor: string) => void} onCursor where the reader stands, whenever that changes
 * @property {(state: State) => void} onState
 *
 * @typedef {{close(reason?: string): void}} Connection
 *
 * @typedef {object} Envelope
 * @property {'message'|'hello'|'goodbye'|'unread'} type
 * @property {string} [cursor]
 * @property {string} [topic]
 * @property {string} [id]
 * @property {string} [event]
 * @property {string} [at] ISO-8601, UTC
 * @property {unknown} [data]
 * @property {string} [encoding] `base64` when `data` is that of binary
 * @property {boolean} [recovered] hello: whether everything after the cursor was still there
 * @property {boolean} [reconnect] goodbye: whether to come back
 * @property {number} [retryAfter] goodbye: when, in milliseconds
 * @property {string} [reason] goodbye
 *
 * @typedef {{name: 'connecting'}
 *   | {name: 'open'}
 *   | {name: 'waiting', until: number, reason: string}
 *   | {name: 'closed', reason: string, status?: number}} State
 *
 * How one attempt ended, and what follows from it.
 *
 * @typedef {object} Ending
 * @property {string} reason
 * @property {number} [status] the HTTP status, where the transport can see one
 * @property {boolean} [final] true: trying again would not help
 * @property {number} [retryAfter] milliseconds that the server asks for
 *
 * One attempt's request.
 *
 * @typedef {{base: string, topics: string[], after?: string, token: string}} Request
 *
 * What an attempt calls.
 *
 * @typedef {object} Events
 * @property {(envelope: Envelope) => void} take
 * @property {(cursor: string) => void} moveTo for transports whose cursor moves without a message
 * @property {(ending: Ending) => void} end
 *
 * A transport: starts one attempt and answers how to stop it.
 *
 * @typedef {(request: Request, events: Events) => () => void} Open
 */

export {};
