/**
 * The audit: a record in the log of each deed that an operator answers for, and of each refused
 * attempt at one. Features create records through {@link io.reddot.audit.Audit}; nothing else
 * writes below {@code $audit/}.
 */
@NullMarked
package io.reddot.audit;

import org.jspecify.annotations.NullMarked;
