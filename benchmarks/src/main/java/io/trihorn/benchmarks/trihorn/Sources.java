package io.trihorn.benchmarks.trihorn;

import io.trihorn.benchmarks.Feeding;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Workload;
import io.trihorn.data.Dataset;
import io.trihorn.data.digits.Idx;
import io.trihorn.graph.TensorData;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * The same samples as users have them.
 *
 * @param workload what the samples are for
 * @param prepared the samples as the model takes them
 * @param doubles a row for each sample
 * @param file a byte for each value, in MNIST's format
 * @param labels the classes
 */
record Sources(
    Workload workload, TensorData prepared, double[][] doubles, Path file, TensorData labels) {
  /** What a byte stands for is from -1 to 3. */
  private static final double SCALE = 4 / 255.0;

  private static final double OFFSET = -1;

  static Sources of(Samples samples) {
    int size = samples.workload().inputSize();
    double[][] doubles = new double[samples.count()][size];
    byte[] bytes = new byte[samples.inputs().length];
    for (int i = 0; i < bytes.length; i++) {
      doubles[i / size][i % size] = samples.inputs()[i];
      bytes[i] =
          (byte) Math.max(0, Math.min(255, Math.round((samples.inputs()[i] - OFFSET) / SCALE)));
    }
    return new Sources(
        samples.workload(),
        TensorData.of(samples.inputs(), shape(samples.workload(), samples.count())),
        doubles,
        written(bytes, samples.count(), size),
        TensorData.of(samples.labels(), samples.count(), 1));
  }

  private static long[] shape(Workload workload, long rows) {
    return LongStream.concat(
            LongStream.of(rows), workload.input().stream().mapToLong(Integer::longValue))
        .toArray();
  }

  private static Path written(byte[] bytes, int rows, int size) {
    try {
      Path file = Files.createTempFile("trihorn-samples", ".idx");
      file.toFile().deleteOnExit();
      try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
        out.writeInt(0x802);
        out.writeInt(rows);
        out.writeInt(size);
        out.write(bytes);
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  int samples() {
    return doubles.length;
  }

  /** The data set, made from its source anew. */
  Dataset dataset(Feeding.Source source) {
    return switch (source) {
      case PREPARED, AGAIN -> Dataset.of(prepared, labels);
      case DOUBLES -> Dataset.of(doubles, labels).mapInputs(this::shaped);
      case FILE -> Dataset.of(read(), labels).scaleInputs(SCALE, OFFSET).mapInputs(this::shaped);
    };
  }

  private TensorData read() {
    try {
      return Idx.read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private TensorData shaped(TensorData rows) {
    return rows.reshape(shape(workload, rows.type().dim(0)));
  }
}
