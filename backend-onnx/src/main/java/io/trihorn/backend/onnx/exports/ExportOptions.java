package io.trihorn.backend.onnx.exports;

import ai.djl.ndarray.types.Shape;
import io.trihorn.backend.onnx.emit.Opsets;
import java.util.List;

/**
 * How a model is written as an ONNX file.
 *
 * @param opset the version of ONNX's operator set, 17 to 21
 * @param inputShapes a shape for each input, -1 where an extent is open; none to take the model's
 * @param mostBytes weights of more bytes than this in all are written beside the file, as ONNX's
 *     external data; a file itself can hold 2 GB
 * @param prediction whether a training step has a file beside it that predicts with its state
 */
public record ExportOptions(
    int opset, List<Shape> inputShapes, long mostBytes, boolean prediction) {
  private static final long TWO_GIGABYTES = 2_000_000_000;

  /** Checks and copies. */
  public ExportOptions {
    if (opset < Opsets.OLDEST || opset > Opsets.NEWEST) {
      throw new IllegalArgumentException(
          "ONNX files are written in opsets %d to %d, not %d"
              .formatted(Opsets.OLDEST, Opsets.NEWEST, opset));
    }
    if (mostBytes < 0 || mostBytes > TWO_GIGABYTES) {
      throw new IllegalArgumentException(
          "an ONNX file holds up to %d bytes of weights, not %d"
              .formatted(TWO_GIGABYTES, mostBytes));
    }
    inputShapes = List.copyOf(inputShapes);
  }

  /**
   * Opset 21, the model's own shapes, weights inside up to 2 GB, and no prediction beside a step.
   */
  public ExportOptions() {
    this(Opsets.NEWEST, List.of(), TWO_GIGABYTES, false);
  }

  /** Another version of the operator set. */
  public ExportOptions withOpset(int version) {
    return new ExportOptions(version, inputShapes, mostBytes, prediction);
  }

  /** Shapes of the inputs, to fix the batch or other extents. */
  public ExportOptions withInputShapes(Shape... shapes) {
    return new ExportOptions(opset, List.of(shapes), mostBytes, prediction);
  }

  /** Weights beside the file if they are more bytes than this in all. */
  public ExportOptions withMostBytes(long bytes) {
    return new ExportOptions(opset, inputShapes, bytes, prediction);
  }

  /**
   * A training step with a third file beside it, for {@code train.onnx} it is {@code
   * train.predict.onnx}, which predicts with the step's state.
   */
  public ExportOptions withPrediction() {
    return new ExportOptions(opset, inputShapes, mostBytes, true);
  }
}
