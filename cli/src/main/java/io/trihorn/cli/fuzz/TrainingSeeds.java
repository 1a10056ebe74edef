package io.trihorn.cli.fuzz;

import io.trihorn.texts.TrainingText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Trainings as texts, of both kinds. */
final class TrainingSeeds {
  private TrainingSeeds() {}

  /** All of them. */
  static List<Seed> in(Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (String name : List.of("training.json", "training.yaml")) {
      try (InputStream in = TrainingSeeds.class.getResourceAsStream(name)) {
        seeds.add(new Seed(name, in.readAllBytes(), file -> TrainingText.read(file).close()));
      }
    }
    return seeds;
  }
}
