/**
 * The metrics of this node, for Prometheus. This package is the only one that knows its library.
 * Other parts hold counters and distributions in static fields of a class {@code …Metrics}, and
 * offer gauges as CDI beans of type {@link io.reddot.metrics.Gauge}.
 *
 * <p>Names and units follow Prometheus' conventions: base units, {@code _total} for counters. Every
 * label has few values, which no caller chooses. Rank 0: imports nothing of Red Dot.
 */
@NullMarked
package io.reddot.metrics;

import org.jspecify.annotations.NullMarked;
