package io.trihorn.backend.tensorflow;

import io.trihorn.backend.natives.JavaCppCache;
import java.io.IOException;
import java.util.List;
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

  /** Loads them. */
  static void load() {
    unpackLarge();
    Loader.load(tensorflow.class);
  }

  private static void unpackLarge() {
    try {
      JavaCppCache cache = new JavaCppCache(Loader.getCacheDir().toPath());
      for (String extension : EXTENSIONS) {
        for (String name : LARGE) {
          String folder = "/org/tensorflow/internal/c_api/" + Loader.getPlatform() + extension;
          cache.put(tensorflow.class.getResource(folder + "/" + name));
        }
      }
    } catch (IOException e) {
      LOG.info("JavaCPP has no cache: {}", e.toString());
    }
  }
}
