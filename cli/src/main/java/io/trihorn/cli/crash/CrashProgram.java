package io.trihorn.cli.crash;

import static io.trihorn.callbacks.Callbacks.backupAndRestore;
import static io.trihorn.callbacks.Callbacks.earlyStopping;
import static io.trihorn.callbacks.Callbacks.lambdaCallback;
import static io.trihorn.callbacks.Callbacks.reduceLROnPlateau;
import static io.trihorn.layers.Layers.batchNormalization;
import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.dropout;
import static io.trihorn.layers.Layers.input;

import io.trihorn.callbacks.BackupAndRestore;
import io.trihorn.data.Dataset;
import io.trihorn.graph.TensorData;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import io.trihorn.optimizers.Adam;
import io.trihorn.saving.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A training that goes on where a backup is. It prints {@code begin}, and writes what it ends with,
 * bit by bit: the logs of the epochs that this process ran, then weights, the optimizer's variables
 * and metrics.
 */
final class CrashProgram {
  private static final int ROWS = 2_000;
  private static final int EPOCHS = 20;

  private CrashProgram() {}

  /** Runs: the backend, the directory of the backup, steps to a backup or 0, the file to write. */
  public static void main(String[] args) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Sequential model =
        new Sequential(
            input(20),
            dense(64, "relu"),
            batchNormalization(),
            dropout(0.3),
            dense(32, "tanh"),
            dense(1))) {
      model.seed(11).on(args[0]);
      model.compile(new Adam(0.01).useEma(true), "mse", "mae");
      BackupAndRestore backup = backupAndRestore(Path.of(args[1]));
      long steps = Long.parseLong(args[2]);
      if (steps > 0) {
        backup.saveFreq(steps);
      }
      FitOptions options =
          FitOptions.epochs(EPOCHS)
              .batchSize(32)
              .verbose(0)
              .validationSplit(0.2)
              .callbacks(
                  earlyStopping().patience(12).restoreBestWeights(true),
                  reduceLROnPlateau().patience(3).factor(0.5),
                  backup,
                  lambdaCallback()
                      .onTrainBatchBegin(CrashProgram::begin)
                      .onEpochEnd((epoch, logs) -> lines.add("epoch " + epoch + " " + logs)));
      model.fit(data(), options);
      note(lines, "weight", model.weightValues());
      note(lines, "optimizer", model.optimizerValues());
      note(lines, "metric", model.metricValues());
    }
    AtomicFile.write(Path.of(args[3]), path -> Files.write(path, lines));
  }

  /** The second step begins when all is compiled. */
  private static void begin(long step) {
    if (step == 1) {
      System.out.println("begin");
      System.out.flush();
    }
  }

  /** Notes tensors bit by bit. */
  static void note(List<String> lines, String what, List<TensorData> values) {
    for (int i = 0; i < values.size(); i++) {
      ByteBuffer buffer = values.get(i).bytes();
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      lines.add(what + " " + i + " " + HexFormat.of().formatHex(bytes));
    }
  }

  private static Dataset data() {
    Random random = new Random(5);
    float[] x = new float[ROWS * 20];
    float[] y = new float[ROWS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
      y[i / 20] += x[i] * (i % 3 - 1);
    }
    return Dataset.of(TensorData.of(x, ROWS, 20), TensorData.of(y, ROWS, 1));
  }
}
