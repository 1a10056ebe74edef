package io.trihorn.layers.preprocessing.text;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How numbers of tokens are written by layers that compute in Java: {@code output_mode}. */
enum Codes {
  /** As they are. */
  INT,
  /** Each one as a vector, 1 at its number; an axis of extent 1 at the end gives way to it. */
  ONE_HOT,
  /** All along the last axis as one vector, 1 at the numbers that occur. */
  MULTI_HOT,
  /** All along the last axis as one vector, how often each occurs. */
  COUNT,
  /** The counts, each times the token's weight. */
  TF_IDF;

  /** What leaves no trace in vectors. */
  static final long NOTHING = -1;

  static Codes parse(String layer, String name, List<Codes> known) {
    for (Codes mode : known) {
      if (mode.keras().equals(name)) {
        return mode;
      }
    }
    throw new ConfigException(
        layer
            + ": output_mode should be one of "
            + known.stream().map(Codes::keras).toList()
            + ", but is '"
            + name
            + "'");
  }

  /** The attribute, one of the modes that a layer knows. */
  static Codes configure(Config config, String layer, Codes value, List<Codes> known) {
    return config.value(
        "output_mode",
        value,
        v -> new JsonPrimitive(v.keras()),
        e -> parse(layer, e.getAsString(), known));
  }

  String keras() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Numbers written as vectors.
   *
   * @param numbers below the depth; others leave no trace
   * @param dims their shape
   */
  TensorData encode(long[] numbers, long[] dims, long depth, DataType dtype) {
    if (this == INT) {
      return TensorData.of(numbers, dims).cast(dtype);
    }
    boolean each = this == ONE_HOT;
    int last = dims.length == 0 ? 1 : Math.toIntExact(dims[dims.length - 1]);
    boolean dropped = dims.length > 0 && (!each || (dims.length > 1 && last == 1));
    long[] out = Arrays.copyOf(dims, dropped ? dims.length : dims.length + 1);
    out[out.length - 1] = depth;
    TensorData codes = TensorData.zeros(TensorType.of(dtype, out));
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] >= 0 && numbers[i] < depth) {
        long at = (each ? i : i / last) * depth + numbers[i];
        boolean counts = this == COUNT || this == TF_IDF;
        codes.setDouble(at, counts ? codes.getDouble(at) + 1 : 1);
      }
    }
    return codes;
  }

  /** The shape of what {@link #encode} makes. */
  Shape shape(Shape numbers, long depth) {
    if (this == INT) {
      return numbers;
    }
    int rank = numbers.dimension();
    boolean single = rank > 1 && numbers.get(rank - 1) == 1;
    boolean dropped = this == ONE_HOT ? single : rank > 0;
    return (dropped ? numbers.slice(0, rank - 1) : numbers).add(depth);
  }

  /** The number as the depth of vectors, which must be known. */
  static long depth(String layer, Integer size) {
    if (size == null) {
      throw new ShapeException(
          layer + ": give a vocabulary, or adapt the layer to data, before it makes vectors");
    }
    return size;
  }
}
