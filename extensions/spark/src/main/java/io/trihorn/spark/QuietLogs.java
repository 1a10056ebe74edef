package io.trihorn.spark;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.DefaultConfiguration;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;

/** Spark tells what it does in hundreds of lines; this leaves its warnings. */
public final class QuietLogs {
  private static final String CONSOLE = "console";

  private QuietLogs() {}

  /**
   * Has warnings and errors written to the standard error, and nothing else. To be called before
   * there is a session; does nothing where Log4j is configured, by a {@code log4j2.properties} or
   * whatever it reads. Under {@code spark-submit}, where Spark configures it once more with the
   * session, {@code --conf spark.log.level=WARN} does it.
   */
  public static void unlessConfigured() {
    LoggerContext context = (LoggerContext) LogManager.getContext(false);
    if (!(context.getConfiguration() instanceof DefaultConfiguration)) {
      return;
    }
    ConfigurationBuilder<BuiltConfiguration> builder =
        ConfigurationBuilderFactory.newConfigurationBuilder();
    builder.add(
        builder
            .newAppender(CONSOLE, ConsoleAppender.PLUGIN_NAME)
            .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
            .add(builder.newLayout("PatternLayout").addAttribute("pattern", "%p %c{1}: %m%n%ex")));
    builder.add(builder.newRootLogger(Level.WARN).add(builder.newAppenderRef(CONSOLE)));
    Configurator.reconfigure(builder.build());
  }
}
