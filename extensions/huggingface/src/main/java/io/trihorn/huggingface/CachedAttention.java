package io.trihorn.huggingface;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.composites.DotProductAttention;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.attention.MultiHeadAttention;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.Layer;
import io.trihorn.layers.core.EinsumDense;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * Causal attention of another layer over positions that were seen in earlier calls too: their keys
 * and values are kept. Inputs: {@code (batch, new, width)} and their positions {@code (batch,
 * new)}, int32. What is kept at a position is what was computed there last; a query sees positions
 * up to its own. States {@code key_cache}, {@code value_cache (batch, length, heads, width of a
 * head)} stay on the device from call to call.
 */
final class CachedAttention extends Layer {
  private final MultiHeadAttention attention;
  private final int length;
  private Weight keys;
  private Weight values;

  /**
   * A layer that uses another one's weights.
   *
   * @param attention is built
   * @param length how many positions are kept
   */
  CachedAttention(MultiHeadAttention attention, int length) {
    this.attention = track(attention);
    this.length = length;
    setName(attention.name() + "_cached");
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (inputs.size() != 2 || inputs.get(0).get(0) < 0) {
      throw new ShapeException(
          "takes vectors (batch, new, width) and positions (batch, new) of a known batch, but got "
              + inputs);
    }
    keys = addState("key_cache", kept(attention.keyDense(), inputs.get(0)), Initializers.zeros());
    values =
        addState("value_cache", kept(attention.valueDense(), inputs.get(0)), Initializers.zeros());
  }

  private Shape kept(EinsumDense projection, Shape input) {
    // The kernel is (width, heads, width of a head).
    Shape heads = projection.weights().get(0).type().shape().slice(1);
    return new Shape(input.get(0), length).addAll(heads);
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor x = inputs.get(0);
    Tensor positions = Ops.cast(inputs.get(1), DataType.INT32);
    Tensor query = call.apply(attention.queryDense(), x);
    Tensor places = Shapes.reshape(Shapes.arange(positions, length, DataType.INT32), 1, 1, length);
    Tensor at = Shapes.expandDims(positions, 2);
    Tensor here = Ops.equal(places, at);
    Tensor seen = Ops.lessEqual(places, at);
    Tensor key = updated(keys, call.apply(attention.keyDense(), x), here, call);
    Tensor value = updated(values, call.apply(attention.valueDense(), x), here, call);
    double factor = 1 / Math.sqrt(query.dim(3));
    Tensor heads =
        new DotProductAttention(List.of(1), factor)
            .applyOne(query, key, value, Shapes.expandDims(seen, 1));
    return List.of(call.apply(attention.outputDense(), heads));
  }

  /** What is kept, with the new vectors at their places. */
  private static Tensor updated(Weight cache, Tensor fresh, Tensor here, Call call) {
    Tensor before = call.read(cache);
    long[] dims = before.type().dims();
    // (batch, length, new) . (batch, new, heads * width)
    Tensor rows = Shapes.reshape(fresh, dims[0], fresh.dim(1), dims[2] * dims[3]);
    Tensor placed = Nn.matmul(Ops.cast(here, fresh.dtype()), rows, true, false);
    Tensor written = Shapes.reshape(Ops.any(here, 1), dims[0], dims[1], 1, 1);
    Tensor after = Ops.where(written, Shapes.reshape(placed, dims), before);
    call.assign(cache, after);
    return after;
  }
}
