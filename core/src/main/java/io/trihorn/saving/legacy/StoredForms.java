package io.trihorn.saving.legacy;

import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Layer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The forms in which older files have the weights of a layer: gates in separate arrays, kernels
 * with other orders of axes, mirrored kernels, and those of cuDNN.
 */
final class StoredForms {
  /** Where the file's arrays of the gates go: the kernels, recurrent kernels and biases in turn. */
  private static final Map<String, int[]> GATES =
      Map.of(
          // Input, cell, forget, output in the file; input, forget, cell, output in the layer.
          "LSTM", new int[] {0, 2, 1, 3},
          "ConvLSTM2D", new int[] {0, 2, 1, 3},
          "GRU", new int[] {0, 1, 2});

  private static final int[] CHANNELS_FIRST_2D = {2, 3, 1, 0};

  /** Keras 1's order of a kernel's axes where the channels came first. */
  private static final Map<String, int[]> CHANNELS_FIRST =
      Map.of(
          "Conv2D", CHANNELS_FIRST_2D,
          "SeparableConv2D", CHANNELS_FIRST_2D,
          "ConvLSTM2D", CHANNELS_FIRST_2D,
          "Conv2DTranspose", new int[] {2, 3, 0, 1},
          "Conv3D", new int[] {2, 3, 4, 1, 0});

  /** Keras 1's order of a kernel's axes where the channels came last and the order is another. */
  private static final Map<String, int[]> CHANNELS_LAST =
      Map.of("Conv2DTranspose", new int[] {0, 1, 3, 2});

  /** Layers whose kernels Theano mirrored; those of {@code SeparableConv2D} it kept as they are. */
  private static final Set<String> MIRRORED =
      Set.of("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "ConvLSTM2D");

  private StoredForms() {}

  /** How many arrays Keras 1 stored for a layer of this many weights. */
  static int separate(Layer leaf, int weights) {
    int[] gates = GATES.get(leaf.className());
    return gates == null || weights != 3 ? weights : 3 * gates.length;
  }

  /**
   * The weights of a layer, or a part of them, from what a file has.
   *
   * @param additive whether the arrays may be summed: weights may, squares of gradients may not
   */
  static List<TensorData> convert(
      Layer leaf, List<TensorData> stored, Era era, boolean mirrored, boolean additive) {
    List<TensorData> arrays = merged(leaf, stored);
    if (era == Era.KERAS1) {
      arrays = keras1Kernels(leaf, arrays);
    }
    if (mirrored && MIRRORED.contains(leaf.className())) {
      arrays = arrays.stream().map(a -> a.type().rank() > 2 ? HostArrays.mirror(a) : a).toList();
    }
    return era == Era.KERAS2 ? CudnnForm.convert(leaf, arrays, additive) : arrays;
  }

  private static List<TensorData> merged(Layer leaf, List<TensorData> stored) {
    int[] gates = GATES.get(leaf.className());
    if (gates == null || stored.size() != 3 * gates.length) {
      return stored;
    }
    List<TensorData> merged = new ArrayList<>();
    for (int kind = 0; kind < 3; kind++) {
      int offset = kind;
      boolean filters = stored.get(kind).type().rank() > 2;
      List<TensorData> parts =
          Arrays.stream(gates)
              .mapToObj(gate -> stored.get(3 * gate + offset))
              .map(a -> filters && channelsFirst(leaf) ? transposed(a, CHANNELS_FIRST_2D) : a)
              .toList();
      merged.add(joined(leaf, parts));
    }
    return merged;
  }

  private static TensorData joined(Layer leaf, List<TensorData> gates) {
    boolean alike = gates.stream().allMatch(g -> g.shape().equals(gates.get(0).shape()));
    if (!alike || gates.get(0).type().rank() == 0) {
      throw new WeightMismatchException(
          leaf
              + ": the file's arrays of its gates should have one shape, but have "
              + gates.stream().map(TensorData::shape).toList());
    }
    return HostArrays.join(gates);
  }

  private static boolean channelsFirst(Layer leaf) {
    var format = leaf.getConfig().get("data_format");
    return format != null && format.getAsString().equals("channels_first");
  }

  private static List<TensorData> keras1Kernels(Layer leaf, List<TensorData> arrays) {
    if (leaf.className().equals("ConvLSTM2D")) {
      return arrays;
    }
    if (leaf.className().equals("Conv1D")) {
      return arrays.stream().map(StoredForms::flatKernel).toList();
    }
    int[] order = (channelsFirst(leaf) ? CHANNELS_FIRST : CHANNELS_LAST).get(leaf.className());
    return order == null ? arrays : arrays.stream().map(a -> transposed(a, order)).toList();
  }

  private static TensorData transposed(TensorData a, int[] order) {
    return a.type().rank() == order.length ? HostArrays.transpose(a, order) : a;
  }

  /**
   * Keras 1 kept the kernel of a convolution over time as one over an image of width 1: {@code
   * [length, 1, channels, filters]}, or before 1.2 {@code [filters, channels, length, 1]}.
   */
  private static TensorData flatKernel(TensorData a) {
    if (a.type().rank() != 4) {
      return a;
    }
    TensorData kernel = a.type().dim(1) == 1 ? a : HostArrays.transpose(a, CHANNELS_FIRST_2D);
    long[] dims = kernel.type().dims();
    return kernel.reshape(dims[0], dims[2], dims[3]);
  }
}
