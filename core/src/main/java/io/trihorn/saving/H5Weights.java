package io.trihorn.saving;

import io.trihorn.model.Model;
import io.trihorn.saving.files.AtomicFile;
import io.trihorn.saving.hdf5.Hdf5File;
import io.trihorn.saving.hdf5.Hdf5Writer;
import io.trihorn.saving.legacy.LegacyReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Keras 3's weights in one HDF5 file; the optimizer's variables are among them. */
final class H5Weights implements WeightsFormat {
  @Override
  public String extension() {
    return ".weights.h5";
  }

  @Override
  public Map<String, String> load(Model model, Path file, LoadWeights options) {
    try (Hdf5File weights = Hdf5File.open(file)) {
      // Older Keras gave its own layout this ending too.
      return LegacyReader.matches(weights)
          ? LegacyReader.readWeights(model, weights, options.byName(), options.skipMismatch())
          : new WeightsTree(model, file.toString()).read(weights.root(), options, true);
    }
  }

  @Override
  public void save(Model model, Path file) throws IOException {
    AtomicFile.write(
        file, path -> Hdf5Writer.write(new WeightsTree(model, file.toString()).write(true), path));
  }
}
