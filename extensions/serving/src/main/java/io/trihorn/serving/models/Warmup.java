package io.trihorn.serving.models;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.Texts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Asks a model before clients do: programs are compiled, and a model that cannot answer does not
 * become one that is served.
 */
final class Warmup {
  /** Twice, as the first time engines lay out their memory. */
  private static final int TIMES = 2;

  private Warmup() {}

  /**
   * Asks for zeros, in all sizes of batches where rows may be put together; nothing where it is
   * open which shapes will come.
   */
  static void run(Predictor predictor, Batching options) {
    Signature signature = predictor.signature();
    List<Integer> sizes = signature.rowwise() ? options.sizes() : List.of(1);
    for (int size : sizes) {
      List<TensorData> zeros = zeros(signature, size);
      for (int i = 0; i < TIMES && !zeros.isEmpty(); i++) {
        predictor.predict(zeros);
      }
    }
  }

  private static List<TensorData> zeros(Signature signature, int rows) {
    List<TensorData> zeros = new ArrayList<>();
    for (Port port : signature.inputs()) {
      long[] dims = port.shape().getShape().clone();
      if (dims.length > 0 && dims[0] < 0) {
        dims[0] = rows;
      }
      for (long dim : dims) {
        if (dim < 0) {
          return List.of();
        }
      }
      zeros.add(port.isText() ? texts(dims) : TensorData.zeros(TensorType.of(port.dtype(), dims)));
    }
    return zeros;
  }

  private static TensorData texts(long[] dims) {
    long count = TensorType.of(DataType.UINT8, dims).size();
    return new Texts(Collections.nCopies(Math.toIntExact(count), ""), new Shape(dims)).toTensor();
  }
}
