package io.trihorn.cli.fuzz;

import io.trihorn.caffe.CaffeNet;
import io.trihorn.caffe.CaffeSolver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Texts of Caffe's nets with all types of layers, and what solvers of them write. */
final class CaffeSeeds {
  private static final String SOLVER = "type: '%s' base_lr: 0.1 lr_policy: 'fixed' net: '%s'";
  private static final List<String> TYPES = List.of("SGD", "Adam");

  private CaffeSeeds() {}

  /** The texts in {@code nets.txt}, which lines of {@code ---} part. */
  private static List<String> nets() throws IOException {
    try (InputStream in = CaffeSeeds.class.getResourceAsStream("nets.txt")) {
      return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("(?m)^---\n"));
    }
  }

  /** Nets as texts. */
  static List<Seed> texts(Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (String net : nets()) {
      seeds.add(
          new Seed(
              "net " + seeds.size(), net.getBytes(StandardCharsets.UTF_8), CaffeSeeds::loadText));
    }
    return seeds;
  }

  private static void loadText(Path file) {
    CaffeNet net = CaffeNet.read(file);
    net.model().summary();
    net.model().close();
  }

  /** Weights, loaded into their nets. */
  static List<Seed> weights(Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (CaffeSolver solver : solvers(folder)) {
      byte[] bytes = Files.readAllBytes(weightsBeside(solver.snapshot()));
      seeds.add(new Seed("net " + seeds.size(), bytes, solver::load));
    }
    return seeds;
  }

  /** What solvers remember, restored by them. */
  static List<Seed> states(Path folder) throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (CaffeSolver solver : solvers(folder)) {
      byte[] bytes = Files.readAllBytes(solver.snapshot());
      seeds.add(new Seed("net " + seeds.size(), bytes, solver::restore));
    }
    return seeds;
  }

  private static Path weightsBeside(Path state) {
    String name = state.getFileName().toString().replace(".solverstate", ".caffemodel");
    return state.resolveSibling(name);
  }

  /** Solvers of all nets, of types that remember one blob and two. */
  private static List<CaffeSolver> solvers(Path folder) throws IOException {
    List<CaffeSolver> solvers = new ArrayList<>();
    for (String net : nets()) {
      int number = solvers.size();
      Path text = Files.writeString(folder.resolve("net" + number + ".prototxt"), net);
      String type = TYPES.get(number % TYPES.size());
      Path solver =
          Files.writeString(
              folder.resolve("solver" + number + ".prototxt"), SOLVER.formatted(type, text));
      CaffeSolver made = CaffeSolver.read(solver).on("reference");
      solvers.add(made.snapshotPrefix(folder.resolve("seed" + number)));
    }
    return solvers;
  }
}
