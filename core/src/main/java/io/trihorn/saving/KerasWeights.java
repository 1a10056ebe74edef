package io.trihorn.saving;

import io.trihorn.model.Model;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The weights in a file that holds a whole model. */
final class KerasWeights implements WeightsFormat {
  @Override
  public String extension() {
    return ".keras";
  }

  @Override
  public Map<String, String> load(Model model, Path file, LoadWeights options) throws IOException {
    try (KerasArchive archive = new KerasArchive(file)) {
      return KerasFormat.readWeights(
          archive, file, root -> new WeightsTree(model, file.toString()).read(root, options, true));
    }
  }

  @Override
  public void save(Model model, Path file) {
    throw new SavingException(
        file + ": a .keras file holds a whole model; use saveModel, or the ending .weights.h5");
  }
}
