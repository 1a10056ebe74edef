package io.trihorn.layers.regularization;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Dropout with the attribute {@code noise_shape}.
 *
 * @param <L> the layer's own class
 */
abstract class BaseDropout<L extends BaseDropout<L>> extends RandomLayer<L> {
  private List<Integer> noiseShape;

  BaseDropout(double rate) {
    super("rate", rate);
  }

  /**
   * The shape in which elements are dropped together, broadcast to the input's; -1 stands for the
   * input's extent. By default each element is dropped on its own.
   */
  public final L noiseShape(int... dims) {
    noiseShape = Arrays.stream(dims).mapToObj(d -> d < 0 ? null : Integer.valueOf(d)).toList();
    return self();
  }

  @Override
  public void configure(Config config) {
    super.configure(config);
    noiseShape =
        config.value(
            "noise_shape",
            noiseShape,
            BaseDropout::toJson,
            e -> Config.nullableList(e, JsonElement::getAsInt));
  }

  private static JsonElement toJson(List<Integer> dims) {
    JsonArray array = new JsonArray();
    dims.forEach(d -> array.add(d == null ? JsonNull.INSTANCE : new JsonPrimitive(d)));
    return array;
  }

  /** The noise shape for an input. */
  final long[] noiseDims(Tensor x) {
    long[] dims = x.type().dims();
    if (noiseShape != null) {
      for (int i = 0; i < dims.length; i++) {
        Integer d = noiseShape.get(i);
        dims[i] = d == null || d < 0 ? dims[i] : d;
      }
    }
    return dims;
  }
}
