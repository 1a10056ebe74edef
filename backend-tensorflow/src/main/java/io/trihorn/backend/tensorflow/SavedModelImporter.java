package io.trihorn.backend.tensorflow;

import io.trihorn.model.Model;
import io.trihorn.model.ModelImporter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Models of TensorFlow's SavedModels. */
public final class SavedModelImporter implements ModelImporter {
  /** For the service loader. */
  public SavedModelImporter() {}

  @Override
  public boolean reads(Path path) {
    return Files.isRegularFile(path.resolve("saved_model.pb"));
  }

  @Override
  public Model load(Path path) {
    return TensorFlow.loadSavedModel(path);
  }
}
