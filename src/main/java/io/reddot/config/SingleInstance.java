package io.reddot.config;

import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Singleton;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a bean with one instance for the application and without a client proxy, which would need a
 * second constructor and could not set final fields. It is a stereotype because {@code @Singleton}
 * alone does not make a class a bean (CDI 4.0, section 2.5.1).
 *
 * <p>Such beans must not depend on each other in a cycle, and must not have a {@code @PreDestroy}:
 * it is called after the application's scope has ended, so a call of a bean in that scope would
 * create the bean, and its threads, again.
 */
@Stereotype
@Singleton
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface SingleInstance {}
