package io.trihorn.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.natives.NativeDirectory;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * ONNX Runtime's native libraries: unpacked once for all processes, where its own loader would
 * unpack them for each anew and leave an empty folder behind.
 */
final class OnnxNatives {
  /** ONNX Runtime's property for the directory with its libraries. */
  private static final String PATH = "onnxruntime.native.path";

  private static final String PREFIX = "onnxruntime.native.";
  private static final String CORE = "onnxruntime";
  private static final String CUDA = "onnxruntime_providers_cuda";

  /** What the jars for the CPU and for GPUs hold; the engine opens providers beside its core. */
  private static final List<String> NAMES =
      List.of(
          CORE,
          "onnxruntime4j_jni",
          "onnxruntime_providers_shared",
          CUDA,
          "onnxruntime_providers_tensorrt");

  /** Looked for once: each class path entry is asked, and each session asks. */
  private static final boolean FOR_CUDA = library(CUDA) != null;

  private OnnxNatives() {}

  /**
   * Points the engine at its libraries, unless the user has, and loads CUDA for a build that uses
   * it. To be called before it is loaded.
   */
  static void beforeLoading() {
    prepared();
    boolean chosen =
        System.getProperties().stringPropertyNames().stream().anyMatch(OnnxNatives::isPlace);
    List<URL> libraries = libraries();
    if (!chosen && !libraries.isEmpty()) {
      NativeDirectory.unpack(CORE + "-" + version(), libraries)
          .ifPresent(directory -> System.setProperty(PATH, directory.toString()));
    }
  }

  /** Whether the engine on the class path is a build for CUDA. */
  static boolean isForCuda() {
    return FOR_CUDA;
  }

  private static boolean isPlace(String property) {
    return property.startsWith(PREFIX) && (property.endsWith("path") || property.endsWith("skip"));
  }

  /**
   * Loads CUDA for a build that uses it, if that is still to be done.
   *
   * @return why no card can be used, as far as is known without the engine
   */
  static Optional<String> prepared() {
    return isForCuda() ? GpuRuntime.prepared("onnx") : Optional.empty();
  }

  /** A library for this machine on the class path, or null. */
  private static URL library(String name) {
    return OrtEnvironment.class.getResource(
        "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(name));
  }

  /** The libraries for this machine on the class path; none if the core is not there. */
  private static List<URL> libraries() {
    List<URL> found = new ArrayList<>();
    for (String name : NAMES) {
      URL library = library(name);
      if (library != null) {
        found.add(library);
      } else if (name.equals(CORE)) {
        return List.of();
      }
    }
    return found;
  }

  /** This machine, as the jar's folders name it. */
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("win") ? "win" : os.contains("mac") ? "osx" : "linux";
    return system + "-" + (arch.equals("amd64") || arch.equals("x86_64") ? "x64" : arch);
  }

  private static String version() {
    String version = OrtEnvironment.class.getPackage().getImplementationVersion();
    return version == null ? "unversioned" : version;
  }
}
