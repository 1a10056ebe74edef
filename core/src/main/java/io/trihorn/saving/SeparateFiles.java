package io.trihorn.saving;

import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Models in two files, the layers as JSON and the weights as HDF5, as Keras's {@code to_json} with
 * {@code save_weights} and the KotlinDL of old leave them: no one file is the model, and messages
 * name both.
 */
final class SeparateFiles {
  /** Where such keys stand in the JSON of a model, if it is one. */
  private static final int HEAD = 4096;

  private SeparateFiles() {}

  /**
   * Refuses a directory with both files, and the file of the layers.
   *
   * @throws SavingException if it is one of these; the message says what to call
   */
  static void refuse(Path path) {
    if (Files.isDirectory(path)) {
      Path layers = first(path, SeparateFiles::areLayers);
      Path weights = first(path, SeparateFiles::areWeights);
      if (layers != null && weights != null) {
        throw new SavingException(path + " is a directory. " + advice(layers, weights));
      }
    } else if (holds(path, "\"modelTopology\"")) {
      throw new SavingException(
          path + " is a model of TensorFlow.js: io.trihorn:trihorn-web reads it, by Tfjs.load");
    } else if (areLayers(path)) {
      Path weights = first(directory(path), SeparateFiles::areWeights);
      throw new SavingException(
          path + " has the layers of a model, but no weights. " + advice(path, weights));
    }
  }

  /** What is wrong with taking a file of weights for a model. */
  static SavingException onlyWeights(Path weights) {
    Path layers = first(directory(weights), SeparateFiles::areLayers);
    return new SavingException(
        weights + " has the weights of a model, but no model_config. " + advice(layers, weights));
  }

  private static String advice(Path layers, Path weights) {
    return "The layers and the weights are in two files: make the model by"
        + " Saving.modelFromJson(Files.readString(Path.of(\""
        + (layers == null ? "the JSON file that was saved with it" : layers)
        + "\"))), then call Saving.loadWeights(model, Path.of(\""
        + (weights == null ? "the .h5 file that was saved with it" : weights)
        + "\"))";
  }

  private static Path directory(Path file) {
    return file.toAbsolutePath().getParent();
  }

  private static boolean areWeights(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && (name.endsWith(".h5") || name.endsWith(".hdf5"));
  }

  private static boolean areLayers(Path file) {
    return holds(file, "\"class_name\"");
  }

  /** Whether a file of JSON has a key near its beginning. */
  private static boolean holds(Path file, String key) {
    if (!file.toString().endsWith(".json") || !Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      String head = new String(in.readNBytes(HEAD), StandardCharsets.UTF_8);
      return head.contains(key);
    } catch (IOException e) {
      throw new SavingException("could not read " + file + ": " + e.getMessage(), e);
    }
  }

  private static Path first(Path directory, Predicate<Path> wanted) {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(wanted).sorted().toList();
      return found.isEmpty() ? null : found.get(0);
    } catch (IOException e) {
      throw new SavingException("could not list " + directory + ": " + e.getMessage(), e);
    }
  }
}
