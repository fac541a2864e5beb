/** Measures the log itself, without a server, at sizes up to ten million messages. */
@NullMarked
package io.reddot.bench.history;

import org.jspecify.annotations.NullMarked;
