package io.trihorn.layers.activations;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Softmax along an axis, or over several at once; masked elements get 0. */
public final class Softmax extends FluentLayer<Softmax> {
  private List<Integer> axes = List.of(-1);

  /** Along the last axis. */
  public Softmax() {}

  /** Along this axis, or over several at once; by default the last. */
  public Softmax axis(int... values) {
    axes = Arrays.stream(values).boxed().toList();
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    axes =
        config.present(
            "axis",
            config.value(
                "axis", axes, Softmax::toJson, e -> Config.list(e, JsonElement::getAsInt)));
  }

  private static JsonElement toJson(List<Integer> axes) {
    JsonArray array = new JsonArray();
    axes.forEach(array::add);
    return axes.size() == 1 ? new JsonPrimitive(axes.get(0)) : array;
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  public boolean hasMaskArgument() {
    return true;
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor mask = call.mask(0);
    double low = x.dtype() == DataType.FLOAT16 ? -3e4 : -1e9;
    if (mask == null) {
      return softmax(x);
    }
    // Also where all are masked, and the softmax of equal numbers is not 0.
    Tensor probabilities = softmax(Ops.where(mask, x, low));
    return Ops.where(mask, probabilities, probabilities.scalar(0));
  }

  private Tensor softmax(Tensor logits) {
    if (axes.size() == 1) {
      return Nn.softmax(logits, axes.get(0));
    }
    int[] over = axes.stream().mapToInt(i -> i).toArray();
    Tensor e = Ops.exp(Ops.subtract(logits, Ops.stopGradient(Ops.maxKeep(logits, over))));
    return Ops.divide(e, Ops.sumKeep(e, over));
  }
}
