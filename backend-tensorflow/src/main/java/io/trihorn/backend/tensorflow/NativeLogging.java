package io.trihorn.backend.tensorflow;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps TensorFlow's banners off the terminal, unless the user has set its level. TensorFlow reads
 * the level from the environment when its library is loaded, so it is set there first. Two lines
 * heed no level, and one is at the level of errors: where a processor lacks AVX-512, the first
 * transposition of anything but floats says that TensorFlow computes it without oneDNN.
 */
final class NativeLogging {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLogging.class);
  private static final String VARIABLE = "TF_CPP_MIN_LOG_LEVEL";

  /** The level of one who wants to see all. */
  private static final String EVERYTHING = "0";

  /** Errors only. */
  private static final String ERRORS = "2";

  /** TensorFlow's part that says them has Abseil's logging built in, less what sets its level. */
  private static final List<String> BANNERS =
      List.of(
          "All log messages before absl::InitializeLog() is called are written to STDERR",
          "MLIR V1 optimization pass is not enabled",
          "on platforms with AVX-512. Falling back to the default");

  private NativeLogging() {}

  /**
   * To be called after the library is loaded: lets TensorFlow say in a first run what it says once,
   * and drops it.
   *
   * @param firstRun runs a session with a transposition
   */
  static void afterLoading(Runnable firstRun) {
    // Processes started by one that has TensorFlow loaded inherit the level that it set.
    if (EVERYTHING.equals(System.getenv(VARIABLE))) {
      return;
    }
    try {
      NativeErrorStream.without(line -> BANNERS.stream().anyMatch(line::contains), firstRun);
    } catch (IOException | UnsatisfiedLinkError e) {
      LOG.debug("TensorFlow will print three lines at its first steps", e);
    }
  }

  /** To be called before the library is loaded. */
  static void beforeLoading() {
    if (System.getenv(VARIABLE) != null) {
      return;
    }
    try {
      if (Platform.isWindows()) {
        Function.getFunction("ucrtbase", "_putenv_s").invokeInt(new Object[] {VARIABLE, ERRORS});
      } else {
        NativeLibrary.getProcess()
            .getFunction("setenv")
            .invokeInt(new Object[] {VARIABLE, ERRORS, 0});
      }
    } catch (LinkageError e) {
      LOG.debug("TensorFlow's log level cannot be set; it will print banners", e);
    }
  }
}
