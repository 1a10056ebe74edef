package io.trihorn.cli;

import io.trihorn.caffe.CaffeSolver;
import io.trihorn.texts.TrainingText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains as a text says: one of ours, or a solver's of Caffe. */
@Command(
    name = "train",
    description =
        "Trains a model as a text says, in JSON or YAML, or a net of Caffe's as its solver's text"
            + " says, and prints what it logs.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @ArgGroup(multiplicity = "1")
  private What what = new What();

  /** What is trained. */
  private static final class What {
    @Option(
        names = "--text",
        paramLabel = "FILE.json|FILE.yaml",
        required = true,
        description =
            "A model with a train block (docs/guide/training.md); several are trained one after the"
                + " other.")
    private List<Path> texts = List.of();

    @Option(
        names = "--solver",
        paramLabel = "FILE.prototxt",
        required = true,
        description =
            "A solver's text of Caffe's. The nets it names are looked for beside and above it too.")
    private Path solver;
  }

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "dl4j, tensorflow, onnx or reference; by default what configuration says.")
  private String backend;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder with MNIST's four idx files, for the net's data layers.")
  private Path data;

  @Option(
      names = "--weights",
      paramLabel = "FILE.caffemodel",
      description = "What training starts from, instead of fillers.")
  private Path weights;

  @Option(
      names = "--snapshot",
      paramLabel = "FILE.solverstate",
      description = "Where training goes on.")
  private Path snapshot;

  @Option(
      names = "--prefix",
      paramLabel = "PATH",
      description = "How names of snapshots begin, instead of the text's snapshot_prefix.")
  private Path prefix;

  @Override
  public Integer call() throws IOException {
    if (what.solver == null) {
      refuseForTexts();
      for (Path file : what.texts) {
        train(file);
      }
    } else {
      solve();
    }
    return 0;
  }

  /** What only solvers have: texts say it themselves. */
  private void refuseForTexts() {
    for (String option : List.of("--data", "--weights", "--snapshot", "--prefix")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ParameterException(
            spec.commandLine(), option + " is for --solver; a text says it in its train block.");
      }
    }
  }

  private void train(Path file) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    try (TrainingText training = TrainingText.read(file)) {
      if (backend != null) {
        training.model().on(backend);
      }
      TrainingText.Result result = training.run(System.out);
      out.printf(
          Locale.ROOT,
          "%s: loss %.6g, test %s%n",
          file,
          result.history().last("loss"),
          new TreeMap<>(result.test()));
      out.flush();
    }
  }

  private void solve() {
    PrintWriter out = spec.commandLine().getOut();
    try (CaffeSolver training =
        data == null ? CaffeSolver.read(what.solver) : CaffeSolver.read(what.solver, data)) {
      if (backend != null) {
        training.on(backend);
      }
      if (weights != null) {
        training.load(weights);
      }
      if (snapshot != null) {
        training.restore(snapshot);
      }
      if (prefix != null) {
        training.snapshotPrefix(prefix);
      }
      training.log(
          line -> {
            out.println(line);
            out.flush();
          });
      training.solve();
    }
  }
}
