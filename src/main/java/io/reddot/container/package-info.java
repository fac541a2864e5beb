/**
 * Everything that is specific to one server, and the workarounds for it. All other packages use
 * only Jakarta EE.
 *
 * <p>{@link io.reddot.container.Server} describes the behaviour in which servers differ; its
 * defaults follow the specifications. To support another server, add a class that extends it. The
 * evidence for each workaround is in the comment on it.
 *
 * <p>Rank 0: imports only {@code message} of Red Dot; every other package may import it.
 */
@NullMarked
package io.reddot.container;

import org.jspecify.annotations.NullMarked;
