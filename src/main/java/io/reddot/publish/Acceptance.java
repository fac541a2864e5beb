package io.reddot.publish;

import io.reddot.log.MessageLog.Receipt;
import io.reddot.log.ScheduleStore.Scheduled;

/** What became of a submission: it is in the log, or waits for its time. */
public sealed interface Acceptance permits Receipt, Scheduled {
  String id();

  /** Whether it had been accepted before. */
  boolean duplicate();
}
