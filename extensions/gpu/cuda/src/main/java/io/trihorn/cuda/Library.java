package io.trihorn.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A library that engines for NVIDIA's cards load, of one major version.
 *
 * @param name its name without what the system adds
 * @param version the major version in its file's name
 * @param product what it comes with
 */
public record Library(String name, int version, String product) {
  /** How many versions before and after are looked for where this one is not there. */
  private static final int NEIGHBOURS = 2;

  /** The name of its file on this system. */
  public String file() {
    return file(version);
  }

  private String file(int major) {
    return Platform.isWindows() ? name + "64_" + major + ".dll" : "lib" + name + ".so." + major;
  }

  /** Why it cannot be loaded, and what to do, in sentences; empty if it can. */
  public Optional<String> problem() {
    return failure(file())
        .map(
            reason ->
                file()
                    + " cannot be loaded ("
                    + reason
                    + ")."
                    + others()
                    + " Install "
                    + product
                    + ", or put its folder on "
                    + (Platform.isWindows() ? "PATH." : "LD_LIBRARY_PATH."));
  }

  private String others() {
    String found =
        IntStream.rangeClosed(version - NEIGHBOURS, version + NEIGHBOURS)
            .filter(major -> major != version)
            .mapToObj(this::file)
            .filter(file -> failure(file).isEmpty())
            .collect(Collectors.joining(", "));
    return found.isEmpty() ? "" : " There is " + found + ", which is of another major version.";
  }

  private static Optional<String> failure(String file) {
    try {
      NativeLibrary.getInstance(file).close();
      return Optional.empty();
    } catch (LinkageError e) {
      return Optional.of(reason(e));
    }
  }

  /** What the system says: JNA puts a heading before it, and after it the places that it tried. */
  static String reason(LinkageError e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().filter(line -> !line.endsWith(":")).findFirst().orElse(message);
  }
}
