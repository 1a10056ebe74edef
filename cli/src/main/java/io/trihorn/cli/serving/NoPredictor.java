package io.trihorn.cli.serving;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.serving.models.Port;
import io.trihorn.serving.models.Predictor;
import io.trihorn.serving.models.Signature;
import java.util.List;

/**
 * Computes nothing: what is left is what the protocol, the sockets and the load generator cost.
 *
 * @param signature of the model in whose place it is
 */
record NoPredictor(Signature signature) implements Predictor {
  @Override
  public List<TensorData> predict(List<TensorData> inputs) {
    long rows = inputs.get(0).type().dim(0);
    return signature.outputs().stream().map(port -> TensorData.zeros(type(port, rows))).toList();
  }

  private static TensorType type(Port port, long rows) {
    long[] dims = port.shape().getShape().clone();
    dims[0] = rows;
    return TensorType.of(port.dtype(), dims);
  }

  @Override
  public void close() {}
}
