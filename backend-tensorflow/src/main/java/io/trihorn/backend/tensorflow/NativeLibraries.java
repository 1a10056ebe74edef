package io.trihorn.backend.tensorflow;

import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.natives.JavaCppCache;
import java.io.IOException;
import java.net.URL;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.internal.c_api.global.tensorflow;

/** Loads TensorFlow's native libraries. */
final class NativeLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(NativeLibraries.class);

  /** All but a megabyte of what there is. */
  private static final List<String> LARGE =
      List.of("libtensorflow_cc.so.2", "libtensorflow_framework.so.2");

  /** The ends of the platforms' names: those for the CPU and for GPUs. */
  private static final List<String> EXTENSIONS = List.of("", "-gpu");

  private NativeLibraries() {}

  /**
   * Loads them, for a build for CUDA after CUDA's own, which TensorFlow looks for once, when it is
   * loaded.
   */
  static void load() {
    prepared();
    unpackLarge();
    Loader.load(tensorflow.class);
  }

  /**
   * Loads CUDA for a build that uses it, if that is still to be done.
   *
   * @return why no card can be used, as far as is known without the engine
   */
  static Optional<String> prepared() {
    boolean cuda = library("-gpu", LARGE.get(0)) != null;
    return cuda ? GpuRuntime.prepared("tensorflow") : Optional.empty();
  }

  /** A library on the class path, or null. */
  private static URL library(String extension, String name) {
    return tensorflow.class.getResource(
        "/org/tensorflow/internal/c_api/" + Loader.getPlatform() + extension + "/" + name);
  }

  private static void unpackLarge() {
    try {
      JavaCppCache cache = new JavaCppCache(Loader.getCacheDir().toPath());
      for (String extension : EXTENSIONS) {
        for (String name : LARGE) {
          cache.put(library(extension, name));
        }
      }
    } catch (IOException e) {
      LOG.info("JavaCPP has no cache: {}", e.toString());
    }
  }
}
