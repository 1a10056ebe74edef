package io.trihorn.backend.onnx.exports;

import java.nio.file.Path;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.onnx.global.onnx;

/** ONNX's own checker, on the machines for which there is a build of it. */
final class Checker {
  private static final Set<String> PLATFORMS =
      Set.of("linux-x86_64", "macosx-x86_64", "windows-x86_64");

  private Checker() {}

  /** Checks a model, with the shapes that it infers; elsewhere only ONNX Runtime will. */
  static void check(Path file) {
    if (PLATFORMS.contains(Loader.getPlatform())) {
      onnx.check_model(file.toString(), true, false, false);
    }
  }
}
