package io.trihorn.data;

import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.HostValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Sequences of different lengths. */
public final class Sequences {
  private Sequences() {}

  /**
   * Sequences as one int32 tensor {@code (sequences, longest, ...)}, with zeros in front of shorter
   * ones; see {@link #padSequences(List, PadOptions)}.
   */
  public static TensorData padSequences(List<?> sequences) {
    return padSequences(sequences, new PadOptions());
  }

  /**
   * Sequences as one tensor, {@code keras.utils.pad_sequences}.
   *
   * @param sequences each a Java array, a list of numbers, an NDArray or a {@link TensorData} whose
   *     first axis counts the steps; steps may have axes of their own, the same in all
   * @param options their length, and what is added or cut off where
   * @return {@code (sequences, length, ...)}; fractions are cut off where the type has none
   * @throws ShapeException if one has no steps, or steps of another shape; the message names it
   */
  public static TensorData padSequences(List<?> sequences, PadOptions options) {
    List<TensorData> rows = new ArrayList<>();
    long longest = 0;
    TensorData first = null;
    for (int i = 0; i < sequences.size(); i++) {
      TensorData row = row(sequences.get(i), i);
      longest = Math.max(longest, row.type().dim(0));
      first = first == null && row.type().dim(0) > 0 ? row : first;
      rows.add(row);
    }
    long[] step = first == null ? new long[0] : stepDims(first);
    long length = options.maxlen() == null ? longest : options.maxlen();
    long[] dims = new long[step.length + 2];
    dims[0] = rows.size();
    dims[1] = length;
    System.arraycopy(step, 0, dims, 2, step.length);
    TensorData out = TensorData.zeros(TensorType.of(options.dtype(), dims));
    out.fill(options.value());
    long width = Arrays.stream(step).reduce(1, (a, b) -> a * b);
    for (int i = 0; i < rows.size(); i++) {
      TensorData row = rows.get(i);
      long steps = row.type().dim(0);
      if (steps > 0 && !Arrays.equals(stepDims(row), step)) {
        throw new ShapeException(
            "padSequences: sequence %d is %s, but the steps of the others are %s"
                .formatted(i, row.type(), Arrays.toString(step)));
      }
      long kept = Math.min(steps, length);
      long from = options.truncating().equals("pre") ? steps - kept : 0;
      long to = options.padding().equals("pre") ? length - kept : 0;
      for (long k = 0; k < kept * width; k++) {
        out.setDouble((i * length + to) * width + k, row.getDouble(from * width + k));
      }
    }
    return out;
  }

  private static TensorData row(Object sequence, int i) {
    if (sequence instanceof List<?> list && list.isEmpty()) {
      return TensorData.of(new float[0]);
    }
    TensorData row = HostValues.of(sequence);
    if (row.type().rank() == 0) {
      throw new ShapeException(
          "padSequences: sequence " + i + " is one number; expected an array or a list of steps");
    }
    return row;
  }

  private static long[] stepDims(TensorData row) {
    long[] dims = row.type().dims();
    return Arrays.copyOfRange(dims, 1, dims.length);
  }
}
