package io.trihorn.benchmarks.exported;

import io.trihorn.benchmarks.Ability;
import io.trihorn.benchmarks.Samples;
import io.trihorn.benchmarks.Sharing;
import io.trihorn.benchmarks.Workload;
import io.trihorn.benchmarks.trihorn.TrihornModels;
import io.trihorn.graph.TensorData;
import io.trihorn.model.Model;
import io.trihorn.saving.files.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** An engine without Trihorn, which only wrote the file that it runs. */
abstract class ExportedContestant implements Sharing {
  private final String format;
  private final String backend;
  private Workload workload;
  private Path folder;
  private long parameters;

  /**
   * @param format of the file
   * @param backend that draws the weights
   */
  ExportedContestant(String format, String backend) {
    this.format = format;
    this.backend = backend;
  }

  /** Opens the file, before anything else. */
  abstract void open(Path file, int threads);

  /** Predicts from a batch of floats or int32. */
  abstract float[] run(TensorData inputs);

  /** The words of a batch. */
  static int[] integers(TensorData data) {
    return LongStream.of(data.toLongArray()).mapToInt(Math::toIntExact).toArray();
  }

  @Override
  public final void setUp(Samples samples, int threads) {
    workload = samples.workload();
    try (Model model = TrihornModels.of(workload)) {
      folder = Files.createTempDirectory("trihorn-exported-");
      Path file = folder.resolve("model");
      model.seed(1).on(backend).export(file, format);
      parameters = model.trainableWeights().stream().mapToLong(w -> w.type().shape().size()).sum();
      open(file, threads);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model", e);
    }
  }

  @Override
  public final long parameters() {
    return parameters;
  }

  @Override
  public final float train(int steps) {
    throw new UnsupportedOperationException(Ability.TRAIN.lack());
  }

  @Override
  public final float[] predict(float[] inputs, int batch) {
    return run(TrihornModels.inputs(workload, inputs, batch));
  }

  /** Deletes the file; the engine is closed before. */
  @Override
  public void close() {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + folder, e);
    }
  }
}
