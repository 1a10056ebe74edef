package io.trihorn.backend.exchange;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes gradients bits, as 1-bit SGD does (Seide, Fu, Droppo, Li and Yu, Interspeech 2014): an
 * element becomes the mean of those of its column that have its sign, and what that is off by is
 * added to the next gradient. So what was sent of all steps is the sum of all gradients, but for
 * what is off in the last one. Tensors with one axis or none, and those of other types than
 * float32, stay as they are; so do rows that are not there, whose errors wait for them.
 */
public final class OneBit {
  /** What is still to be sent of each tensor; null before the first. */
  private final List<float[]> errors = new ArrayList<>();

  /** Without errors. */
  public OneBit() {}

  /**
   * Packs the gradients of a step.
   *
   * @param tensors those of the same weights in each step
   */
  public List<Packed> pack(List<? extends Packed> tensors) {
    List<Packed> packed = new ArrayList<>();
    for (int i = 0; i < tensors.size(); i++) {
      if (errors.size() == i) {
        errors.add(null);
      }
      RowTensor tensor = tensors.get(i).unpacked();
      TensorType type = tensor.type();
      boolean kept = tensor.isZero() || type.rank() < 2 || type.dtype() != DataType.FLOAT32;
      packed.add(kept ? tensor : signs(i, tensor));
    }
    return packed;
  }

  private SignTensor signs(int place, RowTensor tensor) {
    if (errors.get(place) == null) {
      errors.set(place, new float[Math.toIntExact(tensor.type().size())]);
    }
    float[] error = errors.get(place);
    int size = RowTensor.rowSize(tensor.type());
    float[] values = tensor.values().toFloatArray();
    int count = values.length / size;
    for (int row = 0; row < count; row++) {
      int at = (tensor.rows() == null ? row : tensor.rows()[row]) * size;
      for (int k = 0; k < size; k++) {
        values[row * size + k] += error[at + k];
      }
    }
    SignTensor signs = SignTensor.of(tensor, values);
    float[] sent = signs.floats();
    for (int row = 0; row < count; row++) {
      int at = (tensor.rows() == null ? row : tensor.rows()[row]) * size;
      for (int k = 0; k < size; k++) {
        error[at + k] = values[row * size + k] - sent[row * size + k];
      }
    }
    return signs;
  }

  /**
   * What is still to be sent of a tensor.
   *
   * @param place its place among those that are packed
   * @return zeros where nothing is
   */
  public TensorData error(int place, TensorType type) {
    TensorData error = TensorData.zeros(type);
    if (place < errors.size() && errors.get(place) != null) {
      FloatBuffer to = error.floats();
      to.put(errors.get(place));
    }
    return error;
  }
}
