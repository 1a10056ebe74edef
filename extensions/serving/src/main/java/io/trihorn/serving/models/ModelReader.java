package io.trihorn.serving.models;

import io.trihorn.model.Model;
import io.trihorn.model.ModelImporter;
import io.trihorn.saving.Saving;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads models of files. */
@FunctionalInterface
public interface ModelReader {
  /**
   * Reads a model.
   *
   * @param path a file, or the directory of a format that has one
   * @throws IOException if it cannot be read; the message says why
   */
  Model read(Path path) throws IOException;

  /**
   * Reads what Keras writes, and what the backends on the class path read: ONNX files by {@code
   * trihorn-backend-onnx}, SavedModels by {@code trihorn-backend-tensorflow}.
   */
  static Model readAny(Path path) throws IOException {
    Optional<ModelImporter> importer = ModelImporter.of(path);
    return importer.isPresent() ? importer.get().load(path) : Saving.loadModel(path);
  }
}
