package io.trihorn.cli.fuzz;

import io.trihorn.backend.BackendException;
import io.trihorn.export.BatchDependence;
import io.trihorn.model.Compilation;
import io.trihorn.model.Model;
import io.trihorn.optimizers.Optimizers;
import io.trihorn.saving.files.SavingException;
import io.trihorn.testkit.conformance.ExampleModels;
import io.trihorn.testkit.conformance.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of small models with all kinds of layers.
 *
 * @param ending how their names end
 */
record ModelSeeds(String ending, Writer writer, Reader reader) implements Seed.Source {
  private static final int LARGEST = 200_000;

  /** Writes a model to a file. */
  interface Writer {
    void write(Model model, Path file);
  }

  /** Reads a file. */
  interface Reader {
    /**
     * The model in the file.
     *
     * @param source the model that the undamaged file was made of
     */
    Model read(Path file, Model source) throws IOException;
  }

  @Override
  public List<Seed> in(Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    Path file = folder.resolve("seed" + ending);
    for (ExampleModels.Example example : ExampleModels.all()) {
      Model model = example.make().get();
      if (model.outputs().size() == 1) {
        model.compile(new Compilation(Optimizers.adam(0.01)).loss("mse").metrics("mae"));
      }
      add(seeds, example.toString(), model, file);
    }
    add(seeds, "zoo", Zoo.compiled("reference"), file);
    return seeds;
  }

  private void add(List<Seed> seeds, String name, Model model, Path file) throws IOException {
    model.on("reference");
    try {
      writer.write(model, file);
    } catch (SavingException
        | UnsupportedOperationException
        | BatchDependence
        | BackendException e) {
      // Not every layer goes into every kind of file.
      return;
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    if (bytes.length <= LARGEST) {
      seeds.add(new Seed(name, bytes, damaged -> load(damaged, model)));
    }
  }

  private void load(Path file, Model source) throws IOException {
    Model model = reader.read(file, source);
    model.summary();
    if (model != source) {
      model.close();
    }
  }
}
