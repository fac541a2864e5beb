package io.reddot.container;

import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * The processor time that this process has used, divided by the number of processors, in
 * nanoseconds. The platform's management bean tells it ({@code
 * com.sun.management.OperatingSystemMXBean}); by its name, because WildFly hides the interface from
 * applications. It advances in units of the kernel's clock, 10 ms with JDK 17 and 25 on Linux. On a
 * Java platform without the bean, the time is always 0. Thread-safe.
 */
public final class ProcessorTime implements LongSupplier {
  private static final System.Logger LOGGER = System.getLogger(ProcessorTime.class.getName());
  private static final String ATTRIBUTE = "ProcessCpuTime";

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
  private final int processors = Runtime.getRuntime().availableProcessors();
  private final ObjectName bean;
  private final boolean known;

  public ProcessorTime() {
    this.bean = ManagementFactory.getOperatingSystemMXBean().getObjectName();
    this.known = isKnown();
  }

  private boolean isKnown() {
    try {
      return (long) beans.getAttribute(bean, ATTRIBUTE) >= 0;
    } catch (JMException | RuntimeException e) {
      LOGGER.log(
          Level.WARNING,
          "fan-out is paced by its own time only: this Java platform does not tell the processor"
              + " time of the process",
          e);
      return false;
    }
  }

  @Override
  public long getAsLong() {
    return known ? ofAllProcessors() / processors : 0;
  }

  /** Returns the time on all processors together, in seconds; none: the platform tells none. */
  public OptionalDouble seconds() {
    return known ? OptionalDouble.of(ofAllProcessors() / 1e9) : OptionalDouble.empty();
  }

  private long ofAllProcessors() {
    try {
      return (long) beans.getAttribute(bean, ATTRIBUTE);
    } catch (JMException e) {
      throw new IllegalStateException("the processor time was known before", e);
    }
  }
}
