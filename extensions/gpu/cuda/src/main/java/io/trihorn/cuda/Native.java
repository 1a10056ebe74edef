package io.trihorn.cuda;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/** Calls of a library whose functions return 0 where all is well. */
final class Native {
  private static final int TEXT_BYTES = 256;

  private Native() {}

  /**
   * Calls a function.
   *
   * @throws CallException if it returns anything but 0
   */
  static void call(NativeLibrary library, String function, Object... arguments) {
    int code = library.getFunction(function).invokeInt(arguments);
    if (code != 0) {
      throw new CallException(function, code);
    }
  }

  /** What a function writes into a buffer of given length, and more arguments behind these two. */
  static String text(NativeLibrary library, String function, Object... more) {
    try (Memory buffer = new Memory(TEXT_BYTES)) {
      Object[] arguments = new Object[2 + more.length];
      arguments[0] = (Pointer) buffer;
      arguments[1] = TEXT_BYTES;
      System.arraycopy(more, 0, arguments, 2, more.length);
      call(library, function, arguments);
      return buffer.getString(0, StandardCharsets.UTF_8.name());
    }
  }

  /** What a call answers that is not well. */
  static final class CallException extends RuntimeException {
    private final int code;

    CallException(String function, int code) {
      super(function + " says error " + code);
      this.code = code;
    }

    int code() {
      return code;
    }
  }
}
