package io.trihorn.cli.onnxmodels;

import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.onnx.imports.OnnxFile;
import io.trihorn.model.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a file's values are rounded to on the way. Where they are, results may be about as far off
 * as ONNX Runtime's own, and a loss that is at its least gets larger by any step.
 */
enum Rounding {
  /** Floats: from a step in which curvature counts to one a little above their rounding. */
  NONE(0, List.of(1e-2, 1e-3, 1e-4, 1e-5, 1e-6), 2),

  /** Large steps, since most of a small one falls below the spacing of halves, and is not taken. */
  TO_HALVES(0, List.of(0.3, 0.1), 4),

  /**
   * A value that lies between two of 8 bits falls on either by the last bit of a float, and what
   * comes of it differs by some steps of 8 bits. Gradients are not those of the steps that the loss
   * has, so that a step is only asked to be better than its opposite.
   */
  TO_BYTES(0.03, List.of(0.1, 1e-2), Double.POSITIVE_INFINITY);

  private final double tolerance;
  private final List<Double> parts;
  private final double slack;

  Rounding(double tolerance, List<Double> parts, double slack) {
    this.tolerance = tolerance;
    this.parts = parts;
    this.slack = slack;
  }

  static Rounding of(Path file, Model model) throws IOException {
    if (OnnxFile.operators(file).contains("Quantize")) {
      return TO_BYTES;
    }
    return model.weightValues().stream().anyMatch(w -> w.dtype() == DataType.FLOAT16)
        ? TO_HALVES
        : NONE;
  }

  /** How far results may be off in any case, as a part of the largest. */
  double tolerance() {
    return tolerance;
  }

  /** How much less steps should make the loss, the larger ones first. */
  List<Double> parts() {
    return parts;
  }

  /** How often more or less than that a step may gain. */
  double slack() {
    return slack;
  }
}
