package io.reddot.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.util.Collections;
import javax.net.ssl.KeyManagerFactory;

/** A file with a key and its certificates (PKCS #12 or JKS). Immutable. */
public final class KeyStoreFile {
  private final Path file;
  private final String password;

  /**
   * @param password the password of the file and of the key in it
   */
  KeyStoreFile(Path file, String password) {
    this.file = file;
    this.password = password;
  }

  /**
   * Reads the file.
   *
   * @throws KeyStoreException if it contains no key
   */
  public KeyManagerFactory open() throws GeneralSecurityException, IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new NoSuchFileException(file.toString());
    }
    char[] characters = password.toCharArray();
    KeyStore keys = KeyStore.getInstance(file.toFile(), characters);
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, characters);
    }
    boolean key = false;
    for (String alias : Collections.list(keys.aliases())) {
      key |= keys.isKeyEntry(alias);
    }
    if (!key) {
      throw new KeyStoreException("it contains no key");
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, characters);
    return managers;
  }
}
