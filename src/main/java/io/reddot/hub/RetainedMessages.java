package io.reddot.hub;

import io.reddot.message.Message;
import io.reddot.message.TopicFilter;
import java.util.Collection;
import java.util.List;

/**
 * Reads the retained messages that transports send to new subscriptions. The feature of retained
 * messages implements it, so that the product also works without that feature. Implementations are
 * thread-safe.
 */
public interface RetainedMessages {

  /**
   * Reads the retained messages whose topics match any of {@code filters}, come after {@code
   * afterTopic} and have not expired, in the order of topics (by their UTF-8 bytes). A topic's
   * retained message is the last one that was published with {@code retain}, unless that one
   * {@linkplain Message#clearsRetained() cleared it}. Retention spares retained messages, so their
   * positions may be at or before {@link io.reddot.log.MessageLog#floor()}.
   *
   * @param afterTopic the last topic of the previous page; empty: from the start
   * @param limit the largest number of messages in a page; a page also ends after about a megabyte,
   *     so only an empty page means that there are no more
   */
  List<Message> read(Collection<TopicFilter> filters, String afterTopic, int limit);
}
