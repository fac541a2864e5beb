package io.reddot.it.mqtt;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The normative statements of the standard that a test covers: {@code MQTT-3.1.0-1} is one of
 * version 5, {@code MQTT3-3.1.0-1} one of version 3.1.1.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
@interface Statement {
  String[] value();
}
