package io.reddot.message;

/**
 * A system event in the log.
 *
 * @param message carries the event; its sender caused it
 */
public record LoggedEvent(Message message, SystemEvent event) {}
