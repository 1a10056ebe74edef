package io.trihorn.saving;

import io.trihorn.model.Model;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.legacy.LegacyReader;
import io.trihorn.saving.legacy.LegacyWriter;
import io.trihorn.saving.legacy.WeightsOnlyException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The {@code .h5} files of Keras 1, 2 and 3 before {@code .keras}: whole models, or weights alone.
 * Written is what Keras 3 writes.
 *
 * @param extension the ending of the files' names
 */
record LegacyFormat(String extension) implements ModelFormat, WeightsFormat {
  @Override
  public Model load(Path file, boolean compile) {
    try {
      return LegacyReader.read(file, compile);
    } catch (WeightsOnlyException e) {
      throw SeparateFiles.onlyWeights(file);
    }
  }

  @Override
  public void save(Model model, Path file, boolean includeOptimizer) {
    LegacyWriter.write(model, file, includeOptimizer);
  }

  @Override
  public Map<String, String> load(Model model, Path file, LoadWeights options) {
    try (Hdf5File weights = Hdf5File.open(file)) {
      return LegacyReader.matches(weights)
          ? LegacyReader.readWeights(model, weights, options.byName(), options.skipMismatch())
          : new WeightsTree(model, file.toString()).read(weights.root(), options, true);
    }
  }

  @Override
  public void save(Model model, Path file) throws IOException {
    AtomicFile.write(file, path -> LegacyWriter.writeWeights(model, path));
  }
}
