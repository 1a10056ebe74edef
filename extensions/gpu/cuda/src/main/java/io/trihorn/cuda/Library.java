package io.trihorn.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.util.List;
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
  /** The major version of cuDNN that goes with these. */
  static final int CUDNN = 9;

  private static final String CUDA = "CUDA 12";

  /** What ONNX Runtime's and TensorFlow's builds for CUDA 12 load. */
  public static final List<Library> CUDA_12 =
      List.of(
          new Library("cudart", 12, CUDA),
          new Library("cublas", 12, CUDA),
          new Library("cublasLt", 12, CUDA),
          new Library("cufft", 11, CUDA),
          new Library("curand", 10, CUDA),
          new Library("cusolver", 11, CUDA),
          new Library("cusparse", 12, CUDA),
          new Library("cudnn", CUDNN, "cuDNN " + CUDNN + " for CUDA 12"));

  /** How many versions before and after are looked for where this one is not there. */
  private static final int NEIGHBOURS = 2;

  /** What is wrong with the first of them that cannot be loaded; empty if all can. */
  static Optional<String> firstProblem() {
    return CUDA_12.stream().flatMap(library -> library.problem().stream()).findFirst();
  }

  /** Whether all of them are installed, and CUDA's version is newer than another. */
  static boolean isInstalledSince(Version other) {
    return installed().filter(version -> version.compareTo(other) > 0).isPresent()
        && firstProblem().isEmpty();
  }

  /** The version of the CUDA 12 that is installed, as its first library tells. */
  private static Optional<Version> installed() {
    try (NativeLibrary runtime = NativeLibrary.getInstance(CUDA_12.get(0).file())) {
      IntByReference number = new IntByReference();
      return runtime.getFunction("cudaRuntimeGetVersion").invokeInt(new Object[] {number}) == 0
          ? Optional.of(Version.ofNumber(number.getValue()))
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }

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
