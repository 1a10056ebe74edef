package io.trihorn.cli;

import io.trihorn.caffe.CaffeSolver;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a net as a solver's text of Caffe's says. */
@Command(
    name = "train",
    description = "Trains a net of Caffe's as its solver's text says, and prints what it logs.")
final class TrainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--solver",
      paramLabel = "FILE.prototxt",
      required = true,
      description = "The solver's text. The nets it names are looked for beside and above it too.")
  private Path solver;

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
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try (CaffeSolver training =
        data == null ? CaffeSolver.read(solver) : CaffeSolver.read(solver, data)) {
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
    return 0;
  }
}
