package io.trihorn.backend.tensorflow;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps TensorFlow's banners off the terminal. TensorFlow reads the level from the environment when
 * its library is loaded, so it is set there first, unless the user has set it. Two lines remain,
 * which heed no level: one about MLIR, and one about logging them.
 */
final class NativeLogging {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLogging.class);
  private static final String VARIABLE = "TF_CPP_MIN_LOG_LEVEL";

  /** Errors only. */
  private static final String ERRORS = "2";

  private NativeLogging() {}

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
