package io.trihorn.logging;

import java.util.Properties;
import org.slf4j.LoggerFactory;

/** The logging interface of this library and of DJL's, before anything is logged. */
public final class Slf4j {
  /** SLF4J's property for how much it says about itself on the error stream. */
  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private static final String CHOSEN_PROVIDER = "slf4j.provider";
  private static final String PROVIDERS = "META-INF/services/org.slf4j.spi.SLF4JServiceProvider";

  private Slf4j() {}

  /**
   * Lets SLF4J not complain that there is no logging framework, which is no fault of a program that
   * wants none. It changes nothing where there is one, or where the property is set. To be called
   * before the first logger is made.
   */
  public static void quietWithoutProvider() {
    quietWithoutProvider(LoggerFactory.class.getClassLoader(), System.getProperties());
  }

  static void quietWithoutProvider(ClassLoader classes, Properties properties) {
    boolean provider =
        properties.containsKey(CHOSEN_PROVIDER) || classes.getResource(PROVIDERS) != null;
    if (!provider) {
      properties.putIfAbsent(VERBOSITY, "ERROR");
    }
  }
}
