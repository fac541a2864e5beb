package io.reddot.hub;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Names sessions so that every node on the same database can tell which user a session belongs to,
 * without asking another node: a name is an id of the node, random bytes, and a signature of both
 * and the user.
 *
 * <p>Threat: a caller invents names of sessions, or knows those of another user, to make the server
 * write events about them. Thread-safe.
 */
final class SessionNames {
  private static final int NODE = 4;
  private static final int RANDOM = 12;
  private static final int SIGNATURE = 8;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final SecureRandom random = new SecureRandom();
  private final byte[] node = new byte[NODE];

  /**
   * @param secret the secret that all nodes share
   */
  SessionNames(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    random.nextBytes(node);
  }

  /** Returns a new name for a session of the user. */
  String next(String user) {
    byte[] name = Arrays.copyOf(node, NODE + RANDOM + SIGNATURE);
    byte[] bytes = new byte[RANDOM];
    random.nextBytes(bytes);
    System.arraycopy(bytes, 0, name, NODE, RANDOM);
    System.arraycopy(signature(name, user), 0, name, NODE + RANDOM, SIGNATURE);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }

  /**
   * Whether the name was given to a session of this user by another node, or by this one before its
   * restart.
   */
  boolean elsewhere(String session, String user) {
    byte[] name = decoded(session);
    return name.length == NODE + RANDOM + SIGNATURE
        && !Arrays.equals(name, 0, NODE, node, 0, NODE)
        && MessageDigest.isEqual(
            Arrays.copyOfRange(name, NODE + RANDOM, name.length), signature(name, user));
  }

  private static byte[] decoded(String session) {
    try {
      return Base64.getUrlDecoder().decode(session);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private byte[] signature(byte[] name, String user) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update(name, 0, NODE + RANDOM);
      return Arrays.copyOf(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)), SIGNATURE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
