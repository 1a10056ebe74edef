package io.trihorn.saving;

import io.trihorn.model.Model;
import java.nio.file.Path;

/** A kind of file that holds a whole model. */
interface ModelFormat {
  /** The ending of the files' names, {@code .keras}. */
  String extension();

  /**
   * Reads a model: its layers, weights and, where the file has them and they are wanted, what it
   * was compiled with and the optimizer's variables.
   *
   * @param compile whether the model is compiled as the file says
   */
  Model load(Path file, boolean compile);

  /**
   * Writes a model to this very path; the caller sees to it that the file appears at once or not at
   * all.
   *
   * @param includeOptimizer whether the optimizer's variables are written
   */
  void save(Model model, Path file, boolean includeOptimizer);
}
