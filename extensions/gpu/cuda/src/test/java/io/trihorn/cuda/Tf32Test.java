package io.trihorn.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import org.junit.jupiter.api.Test;

class Tf32Test {
  /** What native code of this process sees; Java's own copy is of the process's start. */
  private static String seen() {
    return NativeLibrary.getProcess()
        .getFunction("getenv")
        .invokeString(new Object[] {Tf32.VARIABLE}, false);
  }

  @Test
  void isOffForNativeCodeUnlessAllowed() {
    assumeTrue(!Platform.isWindows() && System.getenv(Tf32.VARIABLE) == null);
    Tf32.allow(true);
    assertNull(seen());
    Tf32.allow(false);
    assertEquals("0", seen());
  }
}
