package io.trihorn.saving;

import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A kind of file that holds a model's weights, alone or with the rest of a model. */
interface WeightsFormat {
  /** The ending of the files' names, {@code .weights.h5}. */
  String extension();

  /**
   * Sets a model's weights.
   *
   * @return the layers that were left as they were, with the reasons
   */
  Map<String, String> load(Model model, Path file, LoadWeights options) throws IOException;

  /** Writes a model's weights, so that the file appears at once or not at all. */
  void save(Model model, Path file) throws IOException;
}
