package io.trihorn.saving;

import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.files.SavingException;
import io.trihorn.saving.hdf5.Hdf5Dataset;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Group;
import io.trihorn.saving.hdf5.Hdf5Writer;
import io.trihorn.state.Weight;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model's weights and its optimizer's variables in a {@code .weights.h5} file, and beside them
 * values of one's own. Keras and {@link Saving} read such a file and pass over these. What files
 * have in another form, such as kernels with LoRA's matrices in them, is there as it is too.
 */
public final class Checkpoint {
  private static final String OWN = "trihorn_checkpoint";
  private static final String EXACT = "trihorn_exact";

  private Checkpoint() {}

  /**
   * Writes a checkpoint, so that the file appears at once or not at all.
   *
   * @param values by names without slashes
   * @throws SavingException if it cannot be written
   */
  public static void save(Model model, Path file, Map<String, TensorData> values) {
    WeightsTree tree = new WeightsTree(model, file.toString());
    Hdf5Group root = tree.write(true);
    List<Weight> exact = tree.notInFiles();
    for (int i = 0; i < exact.size(); i++) {
      tree.put(root, EXACT + "/" + i, exact.get(i), null);
    }
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
      if (opened.root().hasGroup(EXACT)) {
        setExact(model, file, opened.root().group(EXACT));
      }
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

  private static void setExact(Model model, Path file, Hdf5Group group) {
    List<Weight> weights = new WeightsTree(model, file.toString()).notInFiles();
    if (weights.size() != group.children().size()) {
      throw new SavingException(
          "the checkpoint "
              + file
              + " has "
              + group.children().size()
              + " values of kernels with LoRA, but the model has "
              + weights.size());
    }
    List<TensorData> values = new ArrayList<>();
    for (int i = 0; i < weights.size(); i++) {
      values.add(group.dataset(Integer.toString(i)).read());
    }
    model.setVariableValues(weights, values);
  }
}
