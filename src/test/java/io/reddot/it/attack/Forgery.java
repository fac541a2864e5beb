package io.reddot.it.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import io.reddot.Issuer;
import io.reddot.it.Site;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens, right and wrong, made by hand: a library would refuse to make most of these. */
public final class Forgery {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "reddot";
  static final String HS256 = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

  /** What the issuer signs with, and publishes the public half of. */
  static final JWK RSA = generated(() -> Issuer.rsa("rsa"));

  static final JWK EC = generated(() -> Issuer.ec("ec"));

  private Forgery() {}

  static JWK generated(Callable<JWK> generator) {
    try {
      return generator.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Signed as the issuer does. */
  static String issued(JWK key, JsonObject claims) {
    try {
      return Issuer.sign(key, JWTClaimsSet.parse(claims.toString()));
    } catch (JOSEException | ParseException e) {
      throw new AssertionError(e);
    }
  }

  /** A good token, which grants nothing beyond what every user and the groups have. */
  public static String token(String user, String... groups) {
    return signed(HS256, claims(user, groups).build());
  }

  /** A good one that grants more. */
  public static String token(String user, List<String> read, List<String> write) {
    JsonObjectBuilder grants =
        Json.createObjectBuilder().add("subscribe", array(read)).add("publish", array(write));
    return signed(HS256, claims(user).add("reddot", grants).build());
  }

  /** A good one with which the user reads {@code topic}, in groups that others are in, too. */
  public static String sharing(String user, String topic, List<String> groups) {
    JsonObjectBuilder grants =
        Json.createObjectBuilder()
            .add("subscribe", array(List.of(topic)))
            .add("share", array(groups));
    return signed(HS256, claims(user).add("reddot", grants).build());
  }

  /** The claims of a good one, to add others or to replace some. */
  static JsonObjectBuilder claims(String user, String... groups) {
    return Json.createObjectBuilder()
        .add("sub", user)
        .add("iss", ISSUER)
        .add("aud", AUDIENCE)
        .add("groups", array(List.of(groups)))
        .add("iat", Instant.now().getEpochSecond() - 1)
        .add("exp", Instant.now().getEpochSecond() + 3600);
  }

  private static JsonArrayBuilder array(List<String> values) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    values.forEach(array::add);
    return array;
  }

  static String signed(String header, JsonObject claims) {
    return signed(header, claims.toString(), "HmacSHA256", Site.SECRET.getBytes(UTF_8));
  }

  static String signed(String header, String payload, String mac, byte[] key) {
    String signed = encoded(header) + '.' + encoded(payload);
    try {
      Mac signature = Mac.getInstance(mac);
      signature.init(new SecretKeySpec(key, mac));
      return signed + '.' + encoded(signature.doFinal(signed.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String encoded(String text) {
    return encoded(text.getBytes(UTF_8));
  }

  static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
