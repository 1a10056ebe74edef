package io.trihorn.saving;

import io.trihorn.model.Model;
import io.trihorn.saving.files.SavingException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A kind of file that holds a whole model. What goes wrong may come as any exception; {@link
 * Saving} makes a {@link SavingException} with the file's name of it.
 */
interface ModelFormat {
  /** The ending of the files' names, {@code .keras}. */
  String extension();

  /**
   * Reads a model: its layers, its weights and, where the file has them and they are wanted, what
   * it was compiled with and the optimizer's variables.
   *
   * @param compile whether the model is compiled as the file says
   */
  Model load(Path file, boolean compile) throws IOException;

  /**
   * Writes a model to this very path; the caller sees to it that the file appears at once or not at
   * all.
   *
   * @param includeOptimizer whether to write what the model is compiled with and the optimizer's
   *     variables
   */
  void save(Model model, Path file, boolean includeOptimizer) throws IOException;
}
