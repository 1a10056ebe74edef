package io.trihorn.saving.legacy;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Weights of {@code CuDNNLSTM} and {@code CuDNNGRU}: cuDNN keeps the matrix of each gate by rows of
 * units, and a bias for the input and another for the state.
 */
final class CudnnForm {
  private static final Map<String, Integer> GATES = Map.of("LSTM", 4, "GRU", 3);

  private CudnnForm() {}

  /** The weights as the plain layer has them; others than cuDNN's are given back as they are. */
  static List<TensorData> convert(Layer leaf, List<TensorData> stored, boolean additive) {
    Integer gates = GATES.get(leaf.className());
    if (gates == null || stored.size() != 3 || !isCudnn(stored, gates)) {
      return stored;
    }
    if (!additive) {
      throw new WeightMismatchException(
          leaf + ": the state of the optimizer for weights of cuDNN cannot be converted");
    }
    long units = stored.get(1).type().dim(0);
    TensorData bias = stored.get(2);
    return List.of(
        byUnits(stored.get(0), gates, units),
        byUnits(stored.get(1), gates, units),
        leaf.className().equals("GRU")
            ? bias.reshape(2, gates * units)
            : sum(
                HostArrays.columns(bias, 0, gates * units),
                HostArrays.columns(bias, gates * units, 2 * gates * units)));
  }

  private static boolean isCudnn(List<TensorData> stored, int gates) {
    TensorData recurrent = stored.get(1);
    TensorData bias = stored.get(2);
    return recurrent.type().rank() == 2
        && stored.get(0).type().rank() == 2
        && recurrent.type().dim(1) == gates * recurrent.type().dim(0)
        && stored.get(0).type().dim(1) == recurrent.type().dim(1)
        && bias.type().rank() == 1
        && bias.size() == 2 * gates * recurrent.type().dim(0);
  }

  private static TensorData byUnits(TensorData kernel, int gates, long units) {
    List<TensorData> turned = new ArrayList<>();
    for (int gate = 0; gate < gates; gate++) {
      TensorData block = HostArrays.columns(kernel, gate * units, (gate + 1) * units);
      long inputs = block.type().dim(0);
      turned.add(HostArrays.transpose(block.reshape(units, inputs), 1, 0));
    }
    return HostArrays.join(turned);
  }

  private static TensorData sum(TensorData a, TensorData b) {
    TensorData sum = a.copy();
    for (long i = 0; i < a.size(); i++) {
      sum.setDouble(i, a.getDouble(i) + b.getDouble(i));
    }
    return sum;
  }
}
