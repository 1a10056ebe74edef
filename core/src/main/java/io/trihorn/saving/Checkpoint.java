package io.trihorn.saving;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model's weights and its optimizer's variables in a {@code .weights.h5} file, and beside them
 * values of one's own. Keras and {@link Saving} read such a file and pass over these.
 */
public final class Checkpoint {
  private static final String OWN = "trihorn_checkpoint";

  private Checkpoint() {}

  /**
   * Writes a checkpoint, so that the file appears at once or not at all.
   *
   * @param values by names without slashes
   * @throws SavingException if it cannot be written
   */
  public static void save(Model model, Path file, Map<String, TensorData> values) {
    Hdf5Group root = new WeightsTree(model, file.toString()).write(true);
    values.forEach((name, value) -> root.putDataset(OWN + "/" + name, value));
    try {
      AtomicFile.write(file, path -> Hdf5Writer.write(root, path));
    } catch (IOException e) {
      throw new SavingException("cannot write the checkpoint " + file, e);
    }
  }

  /**
   * Sets a model's weights and its optimizer's variables.
   *
   * @return the values beside them; empty if there are none
   * @throws SavingException if the file cannot be read or does not match
   */
  public static Map<String, TensorData> load(Model model, Path file) {
    Saving.loadWeights(model, file);
    Map<String, TensorData> values = new LinkedHashMap<>();
    try (Hdf5File opened = Hdf5File.open(file)) {
      if (opened.root().hasGroup(OWN)) {
        opened
            .root()
            .group(OWN)
            .children()
            .forEach((name, node) -> values.put(name, ((Hdf5Dataset) node).read()));
      }
    }
    return values;
  }
}
