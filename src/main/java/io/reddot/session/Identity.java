package io.reddot.session;

import java.time.Instant;

/**
 * What is known of a session from its beginning.
 *
 * @param device what the client calls itself: a browser's User-Agent, an MQTT client's id
 * @param transport its name, for presence and the ledger
 * @param expiresAt when it ends, because what it was let in with does, unless it is renewed
 */
public record Identity(
    String id, String user, String device, String transport, Instant expiresAt) {}
