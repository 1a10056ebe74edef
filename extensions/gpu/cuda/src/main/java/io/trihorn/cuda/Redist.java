package io.trihorn.cuda;

import io.trihorn.backend.natives.JavaCppCache;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * CUDA and cuDNN out of the artifact {@code org.bytedeco:cuda} with the classifier {@code
 * linux-x86_64-redist}. They are unpacked once for all processes and loaded by their paths; what
 * needs one of them later finds it by its name among what is loaded, so that no folder has to be on
 * a path.
 */
final class Redist {
  static final String ARTIFACT = "org.bytedeco:cuda:12.6-9.5-1.5.11:linux-x86_64-redist";

  /** The version of CUDA in the artifact that Trihorn's modules for engines depend on. */
  static final Version VERSION = new Version(12, 6);

  private static final String FOLDER = "/org/bytedeco/cuda/linux-x86_64/";

  /** Each after those it needs. */
  private static final List<String> FILES =
      List.of(
          "libcudart.so.12",
          "libnvrtc-builtins.so.12.6",
          "libnvrtc.so.12",
          "libnvJitLink.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcufft.so.11",
          "libcurand.so.10",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn.so.9");

  private final List<URL> libraries;

  private Redist(List<URL> libraries) {
    this.libraries = libraries;
  }

  /** The artifact's libraries; empty if it is not on the class path, or is of another version. */
  static Optional<Redist> onClassPath() {
    List<URL> found = new ArrayList<>();
    for (String file : FILES) {
      URL library = Redist.class.getResource(FOLDER + file);
      if (library == null) {
        return Optional.empty();
      }
      found.add(library);
    }
    return Optional.of(new Redist(found));
  }

  /**
   * Unpacks the libraries, unless that is done, and loads them; says what fails. They are where
   * JavaCPP would unpack them, as it does some of them for TensorFlow.
   */
  Optional<String> load() {
    JavaCppCache cache = new JavaCppCache(JavaCppCache.standardDirectory().toAbsolutePath());
    for (URL library : libraries) {
      Optional<Path> file = cache.put(library);
      if (file.isEmpty()) {
        return Optional.of(
            "CUDA cannot be unpacked to "
                + JavaCppCache.standardDirectory()
                + ", where it takes 2.4 GB. -Dorg.bytedeco.javacpp.cachedir names another place;"
                + " with CUDA installed, -Dtrihorn.cuda=system needs none.");
      }
      try {
        System.load(file.get().toString());
      } catch (LinkageError e) {
        return Optional.of(
            file.get()
                + " cannot be loaded ("
                + e.getMessage()
                + "). It is of CUDA "
                + VERSION
                + " from Maven; with CUDA installed, -Dtrihorn.cuda=system loads that.");
      }
    }
    return Optional.empty();
  }
}
