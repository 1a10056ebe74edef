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

/** The good files that damaged ones are made of: small models with all kinds of layers. */
final class Seeds {
  private static final int LARGEST = 200_000;

  private Seeds() {}

  /**
   * A good file.
   *
   * @param name what it holds
   * @param model what it was made of
   */
  record Seed(String name, byte[] bytes, Model model) {}

  /** All of them, always in the same order. */
  static List<Seed> of(FuzzFormat format, Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    Path file = folder.resolve("seed" + format.ending());
    for (ExampleModels.Example example : ExampleModels.all()) {
      Model model = example.make().get();
      if (model.outputs().size() == 1) {
        model.compile(new Compilation(Optimizers.adam(0.01)).loss("mse").metrics("mae"));
      }
      add(seeds, example.toString(), model, format, file);
    }
    add(seeds, "zoo", Zoo.compiled("reference"), format, file);
    return seeds;
  }

  private static void add(List<Seed> seeds, String name, Model model, FuzzFormat format, Path file)
      throws IOException {
    model.on("reference");
    try {
      format.write(model, file);
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
      seeds.add(new Seed(name, bytes, model));
    }
  }
}
