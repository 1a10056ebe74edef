package io.trihorn.layers.attention;

import ai.djl.ndarray.types.Shape;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;

/**
 * Attention by sums (Bahdanau et al., 2015): scores {@code sum(scale * tanh(query + key))} over the
 * width. Weight, where it is used: {@code scale (width)}.
 */
public final class AdditiveAttention extends ScoreAttention<AdditiveAttention> {
  private Weight scale;

  /** A layer with a factor. */
  public AdditiveAttention() {
    super(true);
  }

  @Override
  void buildScores(Shape query) {
    if (isScaled()) {
      scale = addWeight("scale", new Shape(query.get(2)), Initializers.glorotUniform());
    }
  }

  @Override
  Tensor scores(Tensor query, Tensor key, Call call) {
    Tensor sum = Ops.add(Shapes.expandDims(query, -2), Shapes.expandDims(key, -3));
    Tensor bent = Ops.tanh(sum);
    return scale == null ? Ops.sum(bent, -1) : Nn.matmul(bent, call.read(scale));
  }
}
