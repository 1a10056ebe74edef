package io.trihorn.backend.tensorflow;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The process's error stream, held back for a moment. What anybody writes meanwhile comes after it,
 * less the lines that nobody is to see.
 */
final class NativeErrorStream {
  private static final int ERRORS = 2;
  private static final int WRITE_ONLY = 1;

  private NativeErrorStream() {}

  /**
   * Does something, and drops lines that are written to the error stream meanwhile. On Windows it
   * just does it.
   *
   * @throws IOException if there is no place to keep the lines; then nothing was done
   * @throws UnsatisfiedLinkError if the system's functions are not to be had; likewise
   */
  static void without(Predicate<String> unwanted, Runnable action) throws IOException {
    if (Platform.isWindows()) {
      action.run();
      return;
    }
    Path kept = Files.createTempFile("trihorn-", ".err");
    try {
      holding(kept, action);
      // Bytes of any encoding come through as they are.
      String rest =
          Files.readString(kept, StandardCharsets.ISO_8859_1)
              .lines()
              .filter(unwanted.negate())
              .map(line -> line + "\n")
              .collect(Collectors.joining());
      System.err.write(rest.getBytes(StandardCharsets.ISO_8859_1));
    } finally {
      Files.delete(kept);
    }
  }

  private static void holding(Path kept, Runnable action) throws IOException {
    NativeLibrary system = NativeLibrary.getProcess();
    int file = call(system, "open", kept.toString(), WRITE_ONLY);
    int errors = call(system, "dup", ERRORS);
    if (file < 0 || errors < 0) {
      throw new IOException("the error stream cannot be held back");
    }
    System.err.flush();
    call(system, "dup2", file, ERRORS);
    try {
      action.run();
    } finally {
      System.err.flush();
      call(system, "dup2", errors, ERRORS);
      call(system, "close", errors);
      call(system, "close", file);
    }
  }

  private static int call(NativeLibrary library, String function, Object... arguments) {
    return library.getFunction(function).invokeInt(arguments);
  }
}
