package io.reddot.transport.mqtt.share;

import io.reddot.hub.SessionRegistry;
import io.reddot.log.MessageLog;
import io.reddot.transport.mqtt.store.ShareStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BiConsumer;

/**
 * What all groups of this node use. Thread-safe.
 *
 * @param deadline the time that a member has to acknowledge a message; zero: no limit
 * @param later runs a task after a delay
 */
record Sharing(
    SessionRegistry registry,
    MessageLog log,
    ShareStore store,
    Nodes nodes,
    InstantSource clock,
    Duration deadline,
    BiConsumer<Runnable, Duration> later) {}
