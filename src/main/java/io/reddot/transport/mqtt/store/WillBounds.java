package io.reddot.transport.mqtt.store;

import io.reddot.message.Problem;

/**
 * Quotas for the wills of one user.
 *
 * @param wills the maximum number of wills
 * @param bytes the maximum size of all of them, in characters
 */
public record WillBounds(int wills, long bytes) {

  /**
   * Checks whether one more will has room.
   *
   * @param present the number of wills that the user has
   * @param after the size that all wills of the user would have
   * @throws Problem (429) if there is no room
   */
  void check(long present, long after) {
    if (present >= wills || after > bytes) {
      throw new Problem(
          429,
          ("At most %,d wills of this user, with %,d bytes together, are stored"
                  + " (reddot.mqtt.user-wills, reddot.mqtt.user-will-bytes).")
              .formatted(wills, bytes));
    }
  }
}
