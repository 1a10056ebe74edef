package io.trihorn.cli.fuzz;

import static io.trihorn.layers.Layers.bidirectional;
import static io.trihorn.layers.Layers.conv2d;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.flatten;
import static io.trihorn.layers.Layers.input;
import static io.trihorn.layers.Layers.inputTensor;
import static io.trihorn.layers.Layers.lstm;

import io.trihorn.layers.Layers;
import io.trihorn.layers.base.KerasTensor;
import io.trihorn.model.Model;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.files.Folders;
import io.trihorn.web.Tfjs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Models of TensorFlow.js: the file that tells of the others, which stay as they are. */
final class TfjsSeeds {
  private static final String WEIGHTS = "weights_00000.bin";

  private TfjsSeeds() {}

  /** A stack that is compiled, and one of several ways. */
  static List<Seed> in(Path folder) throws IOException {
    try (Model stack =
            new Sequential(
                input(6, 6, 1), conv2d(2, 3).activation("relu"), flatten(), dense(3, "softmax"));
        Model wired = wired()) {
      stack.compile(Optimizers.adam(1e-3), "sparse_categorical_crossentropy", "accuracy");
      return List.of(seed("stack", stack, folder), seed("wired", wired, folder));
    }
  }

  private static Model wired() {
    KerasTensor x = inputTensor(4, 3);
    KerasTensor y = bidirectional(lstm(2).returnSequences(true)).apply(x);
    KerasTensor z = new Sequential(input(4, 3), dense(4)).apply(x);
    return new Model(x, List.of(Layers.add().apply(y, z), z));
  }

  private static Seed seed(String name, Model model, Path folder) throws IOException {
    Path made = folder.resolve("tfjs");
    Tfjs.export(model, made);
    byte[] json = Files.readAllBytes(made.resolve(Tfjs.MODEL));
    byte[] weights = Files.readAllBytes(made.resolve(WEIGHTS));
    Folders.delete(made);
    return new Seed(
        name,
        json,
        file -> {
          Files.write(file.resolveSibling(WEIGHTS), weights);
          Tfjs.load(file).close();
        });
  }
}
