package io.reddot.transport.mqtt.session;

import io.reddot.hub.SessionRegistry;
import io.reddot.transport.mqtt.share.Shares;
import java.time.InstantSource;

/** What the sessions of all clients use. Thread-safe. */
record SessionServices(
    SessionRegistry registry,
    Shares shares,
    Wills wills,
    MqttSettings settings,
    InstantSource clock) {}
