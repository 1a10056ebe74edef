package io.trihorn.backend.dl4j;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The environment of this process, as native libraries see it. */
final class ProcessEnvironment {
  private ProcessEnvironment() {}

  /**
   * Sets an environment variable of this process that native libraries read, unless the user has
   * set it. Gives the value in force, as far as is known.
   */
  static String set(String name, String value) {
    String given = System.getenv(name);
    if (given != null) {
      return given;
    }
    try {
      if (Platform.isWindows()) {
        Function put = NativeLibrary.getInstance("msvcrt").getFunction("_putenv_s");
        put.invokeInt(new Object[] {name, value});
      } else {
        Function set = NativeLibrary.getProcess().getFunction("setenv");
        set.invokeInt(new Object[] {name, value, 1});
      }
      return value;
    } catch (UnsatisfiedLinkError e) {
      return "unset (" + e.getMessage() + ")";
    }
  }
}
