package io.reddot.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.platform.commons.support.AnnotationSupport;

/** Classes run side by side; one that shares a server locks it by JUnit's annotation. */
public final class Locks {
  /**
   * Locked by classes that take all that the processors have for a minute and more: two of them at
   * a time would starve each other, and every deadline beside them.
   */
  public static final String PROCESSORS = "the processors";

  private Locks() {}

  public static void assertHeld(ExtensionContext context, String resource) {
    Class<?> test = context.getRequiredTestClass();
    assertTrue(
        AnnotationSupport.findRepeatableAnnotations(test, ResourceLock.class).stream()
            .anyMatch(lock -> lock.value().equals(resource)),
        () -> test.getName() + " lacks @ResourceLock of " + resource);
  }
}
