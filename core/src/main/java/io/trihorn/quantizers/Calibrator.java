package io.trihorn.quantizers;

import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;

/** Looks at the inputs of one kernel, batch after batch, and then makes integers of the kernel. */
public interface Calibrator {
  /**
   * What is to be known of a batch, as part of a program.
   *
   * @param rows float32 {@code (n, inputs)}
   * @return as {@link #add} takes it
   */
  Tensor observe(Tensor rows);

  /**
   * Adds what was observed.
   *
   * @param rows how many there were in the batch
   */
  void add(TensorData observed, long rows);

  /**
   * The integers of a kernel. Without anything observed all inputs count alike, and numbers are
   * rounded to the nearest.
   *
   * @param kernel {@code (inputs, outputs)}
   * @throws io.trihorn.config.ConfigException if what was observed does not allow it
   */
  CalibratedMatrix quantize(TensorData kernel);
}
