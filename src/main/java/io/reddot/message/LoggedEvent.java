package io.reddot.message;

/**
 * A system event in the log.
 *
 * @param message the message that carries the event; its sender caused the event
 */
public record LoggedEvent(Message message, SystemEvent event) {}
