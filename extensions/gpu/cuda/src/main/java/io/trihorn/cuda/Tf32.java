package io.trihorn.cuda;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * Whether NVIDIA's libraries compute products of float32 with 10 bits of fraction (TF32), in this
 * process. They read it from the environment when they are first used; TensorFlow has no option for
 * it.
 */
final class Tf32 {
  /** NVIDIA's variable: 0 turns it off for all, whatever an engine asks for. */
  static final String VARIABLE = "NVIDIA_TF32_OVERRIDE";

  private Tf32() {}

  /** Turns it off, unless it is allowed or the user has set the variable. */
  static void allow(boolean allowed) {
    if (allowed || System.getenv(VARIABLE) != null) {
      return;
    }
    if (Platform.isWindows()) {
      Function put = NativeLibrary.getInstance("msvcrt").getFunction("_putenv_s");
      put.invokeInt(new Object[] {VARIABLE, "0"});
    } else {
      Function set = NativeLibrary.getProcess().getFunction("setenv");
      set.invokeInt(new Object[] {VARIABLE, "0", 1});
    }
  }
}
