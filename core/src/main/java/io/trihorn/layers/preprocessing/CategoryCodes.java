package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.Locale;

/** How category numbers are written: the attribute {@code output_mode}. */
enum CategoryCodes {
  /** As they are, int32. */
  INT,
  /** Each one as a vector, 1 at its number; an axis of extent 1 at the end gives way to it. */
  ONE_HOT,
  /** All along the last axis as one vector, 1 at the numbers that occur. */
  MULTI_HOT,
  /** All along the last axis as one vector, how often each occurs. */
  COUNT;

  /** The attribute. */
  static CategoryCodes configure(Config config, CategoryCodes value) {
    return config.value(
        "output_mode", value, v -> new JsonPrimitive(v.keras()), e -> parse(e.getAsString()));
  }

  static CategoryCodes parse(String name) {
    return Arrays.stream(values())
        .filter(mode -> mode.keras().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigException(
                    "output_mode should be one_hot, multi_hot, count or (for some layers) int,"
                        + " but is '"
                        + name
                        + "'"));
  }

  String keras() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The numbers written.
   *
   * @param x integers below the number of categories; others are left out
   * @param weights what each counts, of the shape of x, for counts only; or null
   */
  Tensor encode(Tensor x, long categories, Tensor weights, DataType dtype) {
    if (this == INT) {
      return Ops.cast(x, DataType.INT32);
    }
    if (weights != null && this != COUNT) {
      throw new ShapeException("count_weights are for output_mode count, not " + keras());
    }
    if (this == ONE_HOT) {
      boolean single = x.rank() > 1 && x.dim(-1) == 1;
      return Shapes.oneHot(single ? Shapes.squeeze(x, -1) : x, categories, dtype);
    }
    // As in Keras, also where x has more axes than (batch, n).
    int over = x.rank() > 1 ? 1 : 0;
    if (this == MULTI_HOT) {
      return Ops.cast(Ops.any(Shapes.oneHot(x, categories, DataType.BOOLEAN), over), dtype);
    }
    Tensor hot = Shapes.oneHot(x, categories, dtype);
    Tensor weighted =
        weights == null ? hot : Ops.multiply(hot, Shapes.expandDims(Ops.cast(weights, dtype), -1));
    return Ops.sum(weighted, over);
  }
}
