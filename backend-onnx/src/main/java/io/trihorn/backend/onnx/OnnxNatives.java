package io.trihorn.backend.onnx;

import ai.onnxruntime.OrtEnvironment;
import io.trihorn.backend.natives.NativeDirectory;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * ONNX Runtime's native libraries: unpacked once for all processes, where its own loader would
 * unpack them for each anew and leave an empty folder behind.
 */
final class OnnxNatives {
  /** ONNX Runtime's property for the directory with its libraries. */
  private static final String PATH = "onnxruntime.native.path";

  private static final String PREFIX = "onnxruntime.native.";
  private static final String CORE = "onnxruntime";

  /** What the jars for the CPU and for GPUs hold; the engine opens providers beside its core. */
  private static final List<String> NAMES =
      List.of(
          CORE,
          "onnxruntime4j_jni",
          "onnxruntime_providers_shared",
          "onnxruntime_providers_cuda",
          "onnxruntime_providers_tensorrt");

  private OnnxNatives() {}

  /** Points the engine at its libraries, unless the user has. To be called before it is loaded. */
  static void beforeLoading() {
    boolean chosen =
        System.getProperties().stringPropertyNames().stream().anyMatch(OnnxNatives::isPlace);
    List<URL> libraries = libraries();
    if (!chosen && !libraries.isEmpty()) {
      NativeDirectory.unpack(CORE + "-" + version(), libraries)
          .ifPresent(directory -> System.setProperty(PATH, directory.toString()));
    }
  }

  private static boolean isPlace(String property) {
    return property.startsWith(PREFIX) && (property.endsWith("path") || property.endsWith("skip"));
  }

  /** The libraries for this machine on the class path; none if the core is not there. */
  private static List<URL> libraries() {
    List<URL> found = new ArrayList<>();
    for (String name : NAMES) {
      URL library =
          OrtEnvironment.class.getResource(
              "/ai/onnxruntime/native/" + platform() + "/" + System.mapLibraryName(name));
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
