/**
 * Presence, the ledger of deliveries, and receipts.
 *
 * <p>The hub records in the ledger through {@link io.reddot.hub.SessionLedger}.
 */
@NullMarked
package io.reddot.presence;

import org.jspecify.annotations.NullMarked;
