/**
 * JSON-P with the bounds of this application: strict parsing with limited depth, and compact output
 * that is safe to store. The hot path of envelopes does not use it (see {@code session}).
 *
 * <p>Every class is stateless. Rank 0, above {@code message} only: anything else may import it.
 */
@NullMarked
package io.reddot.json;

import org.jspecify.annotations.NullMarked;
