package io.trihorn.testkit.conformance;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipFile;

/**
 * Which jars of the class path have an engine's library for Linux on x86-64, or NVIDIA's for
 * engines. Of each there may be one: a process that has two loads one of them with the classes of
 * the other.
 */
public enum EngineNatives {
  /** ONNX Runtime, for processors or for CUDA. */
  ONNX_RUNTIME("ai/onnxruntime/native/linux-x64/libonnxruntime\\.so"),
  /** TensorFlow, for processors or for CUDA. */
  TENSORFLOW(".*/linux-x86_64[^/]*/libtensorflow_cc\\.so\\.2"),
  /** libnd4j for processors; its plain build and the one with oneDNN are alternatives. */
  ND4J_CPU(".*/linux-x86_64[^/]*/libnd4jcpu\\.so"),
  /** libnd4j for CUDA. */
  ND4J_CUDA(".*/linux-x86_64[^/]*/libnd4jcuda\\.so"),
  /** cuDNN, with which comes CUDA. */
  CUDNN(".*/linux-x86_64/libcudnn\\.so\\.\\d+");

  private final Pattern entry;

  EngineNatives(String entry) {
    this.entry = Pattern.compile(entry);
  }

  /** The names of the jars with this library, in the order of the class path. */
  public List<String> jars() throws IOException {
    List<String> found = new ArrayList<>();
    for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (part.endsWith(".jar") && has(Path.of(part))) {
        found.add(Path.of(part).getFileName().toString());
      }
    }
    return found;
  }

  private boolean has(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(file -> entry.matcher(file.getName()).matches());
    }
  }
}
