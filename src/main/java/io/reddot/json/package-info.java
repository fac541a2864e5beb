/**
 * JSON-P with this application's bounds: parsing that is strict and limited in depth, writing that
 * is compact and safe to store. The envelope's hot path does not use it (see {@code session}).
 *
 * <p>Every class is stateless. Rank 0, above {@code message} only: anything else may import it.
 */
@NullMarked
package io.reddot.json;

import org.jspecify.annotations.NullMarked;
