package io.trihorn.djl;

import io.trihorn.model.Model;
import io.trihorn.model.ModelImporter;
import io.trihorn.saving.Saving;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files of whole networks: Keras's, ONNX's, and TensorFlow's SavedModels, which are folders. */
final class NetworkFiles {
  private NetworkFiles() {}

  private static List<String> endings() {
    List<String> endings = new ArrayList<>(Saving.modelExtensions());
    endings.add(".onnx");
    return endings;
  }

  /**
   * The network that a path or a name in it stands for: the path itself, a file of the name with or
   * without its ending, or a folder of the name.
   *
   * @throws FileNotFoundException saying what was looked for
   */
  static Path find(Path path, List<String> names) throws FileNotFoundException {
    List<Path> candidates = new ArrayList<>(List.of(path));
    for (String name : names) {
      candidates.add(path.resolve(name));
      endings().forEach(ending -> candidates.add(path.resolve(name + ending)));
    }
    return candidates.stream()
        .filter(NetworkFiles::isNetwork)
        .findFirst()
        .orElseThrow(
            () ->
                new FileNotFoundException(
                    "no network in "
                        + path
                        + ": looked for files named "
                        + names
                        + " that end in "
                        + endings()
                        + ", and for SavedModels; set a block to load DJL's parameters"));
  }

  private static boolean isNetwork(Path path) {
    boolean keras =
        Saving.modelExtensions().stream().anyMatch(ending -> path.toString().endsWith(ending));
    boolean folder = Files.isRegularFile(path.resolve("saved_model.pb"));
    return folder || Files.isRegularFile(path) && (keras || path.toString().endsWith(".onnx"));
  }

  /**
   * Reads a network.
   *
   * @throws UnsupportedOperationException if the module that reads it is not on the class path
   */
  static Model load(Path file) throws IOException {
    if (Saving.modelExtensions().stream().anyMatch(ending -> file.toString().endsWith(ending))) {
      return Saving.loadModel(file, false);
    }
    return ModelImporter.of(file)
        .orElseThrow(
            () ->
                new UnsupportedOperationException(
                    "nothing on the class path reads "
                        + file
                        + ": trihorn-backend-onnx reads .onnx, trihorn-backend-tensorflow"
                        + " SavedModels"))
        .load(file);
  }
}
