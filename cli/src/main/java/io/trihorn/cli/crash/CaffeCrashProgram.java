package io.trihorn.cli.crash;

import io.trihorn.caffe.BlobSource;
import io.trihorn.caffe.CaffeSolver;
import io.trihorn.graph.TensorData;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A training of Caffe's that goes on where its last snapshot is. It prints {@code begin}, and
 * writes the weights it ends with, bit by bit.
 */
final class CaffeCrashProgram {
  private static final int ITERATIONS = 300;
  private static final int ROWS = 16;
  private static final String NET =
      """
      layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 16 dim: 1 dim: 8 dim: 8 } } }
      layer { name: "label" type: "Input" top: "label" input_param { shape { dim: 16 } } }
      layer { name: "conv" type: "Convolution" bottom: "data" top: "conv"
        convolution_param { num_output: 8 kernel_size: 3 weight_filler { type: "xavier" } } }
      layer { name: "norm" type: "BatchNorm" bottom: "conv" top: "conv" }
      layer { name: "relu" type: "ReLU" bottom: "conv" top: "conv" }
      layer { name: "ip" type: "InnerProduct" bottom: "conv" top: "ip"
        inner_product_param { num_output: 4 weight_filler { type: "xavier" } } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
      """;

  private CaffeCrashProgram() {}

  /**
   * Runs: the backend, the folder of the snapshots, iterations from one to the next, in HDF5 where
   * that is 0 (each 20th), the file to write.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[1]));
    int every = Integer.parseInt(args[2]);
    Files.writeString(folder.resolve("net.prototxt"), NET);
    Path text =
        Files.writeString(
            folder.resolve("solver.prototxt"),
            """
            net: "net.prototxt" type: "Adam" base_lr: 0.003 momentum: 0.9 momentum2: 0.999
            lr_policy: "step" gamma: 0.5 stepsize: 100 weight_decay: 0.001 iter_size: 2
            random_seed: 7 max_iter: %d snapshot: %d snapshot_format: %s
            """
                .formatted(
                    ITERATIONS, every == 0 ? 20 : every, every == 0 ? "HDF5" : "BINARYPROTO"));
    try (CaffeSolver solver = CaffeSolver.read(text)) {
      solver.on(args[0]).snapshotPrefix(folder.resolve("net"));
      Optional<Path> last = last(folder);
      last.ifPresent(solver::restore);
      solver.trainData(from(2L * solver.iteration()));
      while (solver.iteration() < ITERATIONS) {
        solver.step(1);
        // The first iteration compiles.
        if (solver.iteration() == last.map(CaffeCrashProgram::number).orElse(0) + 1) {
          System.out.println("begin");
          System.out.flush();
        }
      }
      List<String> lines = new ArrayList<>();
      solver.net().blobs().forEach((layer, blobs) -> CrashProgram.note(lines, layer, blobs));
      AtomicFile.write(Path.of(args[3]), path -> Files.write(path, lines));
    }
  }

  /** The state of the most iterations. */
  static Optional<Path> last(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(
              file -> file.getFileName().toString().matches("net_iter_\\d+\\.solverstate(\\.h5)?"))
          .max(Comparator.comparingInt(CaffeCrashProgram::number));
    }
  }

  private static int number(Path state) {
    return Integer.parseInt(state.getFileName().toString().replaceAll("\\D*(\\d+)\\..*", "$1"));
  }

  /** Batches, each of which follows from its number. */
  private static BlobSource from(long first) {
    long[] next = {first};
    return () -> {
      Random random = new Random(next[0]++);
      float[] x = new float[ROWS * 64];
      float[] labels = new float[ROWS];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) random.nextGaussian();
      }
      for (int row = 0; row < ROWS; row++) {
        labels[row] = (x[64 * row] > 0 ? 1 : 0) + (x[64 * row + 1] > 0 ? 2 : 0);
      }
      return Map.of("data", TensorData.of(x, ROWS, 1, 8, 8), "label", TensorData.of(labels, ROWS));
    };
  }
}
