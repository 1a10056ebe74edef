package io.trihorn.packaging;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.model.FitOptions.epochs;

import io.trihorn.backend.Backends;
import io.trihorn.model.Sequential;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Trains on every backend; fails where one is missing or does not learn. */
public final class EveryBackend {
  private EveryBackend() {}

  /** Learns exclusive or, and writes ONNX. */
  public static void main(String[] args) throws Exception {
    float[][] x = {{0, 0}, {0, 1}, {1, 0}, {1, 1}};
    int[] y = {0, 1, 1, 0};
    for (String backend : List.of("dl4j", "tensorflow", "onnx")) {
      try (var model = new Sequential(input(2), dense(16, "tanh"), dense(1, "sigmoid"))) {
        model.on(backend).compile("adam", "binary_crossentropy");
        double loss = model.fit(x, y, epochs(500).verbose(false)).last("loss");
        System.out.println(backend + ": loss " + loss);
        if (!(loss < 0.4)) {
          throw new IllegalStateException(backend + " does not learn");
        }
        Path file = Files.createTempFile("xor", ".onnx");
        model.export(file, "onnx");
        Files.delete(file);
      }
    }
    System.out.println("in one jar: " + Backends.names());
  }
}
