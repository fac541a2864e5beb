package io.reddot.transport.mqtt.store;

import io.reddot.message.Problem;

/**
 * Quotas for groups that share subscriptions. They are checked in transactions, so they apply to
 * all nodes together. 0 means unbounded.
 *
 * @param groups the maximum number of groups of one user
 * @param allGroups the maximum number of groups of all users
 */
public record ShareBounds(long groups, long allGroups) {
  /**
   * @param after the number of groups that the user would have
   * @throws Problem (429) if the user may not have that many
   */
  void checkGroups(long after) {
    if (groups > 0 && after > groups) {
      throw Problem.quota("groups of this user share subscriptions", groups, "user.share-groups");
    }
  }

  /**
   * @param after the number of groups that all users would have
   * @throws Problem (429) if they may not have that many
   */
  void checkAllGroups(long after) {
    if (allGroups > 0 && after > allGroups) {
      throw Problem.quota("groups share subscriptions", allGroups, "share-groups");
    }
  }
}
