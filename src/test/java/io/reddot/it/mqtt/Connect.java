package io.reddot.it.mqtt;

import io.reddot.it.Site;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A CONNECT packet: of a new session with the tester's token, unless it is told otherwise. */
final class Connect {
  final Version version;
  private String protocol = "MQTT";
  private int level;
  private int extraFlags;
  private boolean clean = true;
  private int keepAlive = 60;
  private String clientId;
  private final Props props = new Props();
  private @Nullable Publish will;
  private @Nullable String user;
  private byte @Nullable [] password;

  Connect(Version version, String clientId) {
    this.version = version;
    this.level = version.level;
    this.clientId = clientId;
    token(Site.TOKEN);
  }

  Connect protocol(String otherName, int otherLevel) {
    protocol = otherName;
    level = otherLevel;
    return this;
  }

  /** Flags beside the ones that the rest asks for, right or wrong. */
  Connect flags(int extra) {
    extraFlags = extra;
    return this;
  }

  /** Goes on with the session that there may be. */
  Connect resume() {
    clean = false;
    return this;
  }

  /** Resumes, and wants its session kept when the connection ends. */
  Connect persistent() {
    return version == Version.V5 ? resume().with(Props.SESSION_EXPIRY, 300) : resume();
  }

  Connect keepAlive(int seconds) {
    keepAlive = seconds;
    return this;
  }

  Connect with(int property, Object value) {
    props.with(property, value);
    return this;
  }

  Connect userProperty(String name, String value) {
    props.user(name, value);
    return this;
  }

  Connect will(Publish publish) {
    will = publish;
    return this;
  }

  /** As the password; 3.1.1 knows none without a user name. */
  Connect token(String token) {
    return credentials(version == Version.V3 ? "token" : null, token);
  }

  Connect anonymous() {
    return credentials(null, null);
  }

  Connect credentials(@Nullable String otherUser, @Nullable String otherPassword) {
    user = otherUser;
    password = otherPassword == null ? null : otherPassword.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  byte[] bytes() {
    Bytes bytes = new Bytes().utf8(protocol).u8(level).u8(flags() | extraFlags).u16(keepAlive);
    if (version == Version.V5) {
      bytes.raw(props.toBytes());
    }
    bytes.utf8(clientId);
    if (will != null) {
      if (version == Version.V5) {
        bytes.raw(will.props().toBytes());
      }
      bytes.utf8(will.topic()).binary(will.payload());
    }
    if (user != null) {
      bytes.utf8(user);
    }
    if (password != null) {
      bytes.binary(password);
    }
    return bytes.packet(0x10);
  }

  private int flags() {
    return (clean ? 0x02 : 0)
        | (will == null ? 0 : 0x04 | will.qos() << 3 | (will.retained() ? 0x20 : 0))
        | (password == null ? 0 : 0x40)
        | (user == null ? 0 : 0x80);
  }
}
