package io.trihorn.layers.attention;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.List;

/**
 * Attention by products (Luong et al., 2015): scores {@code scale * query . key}, or with {@code
 * score_mode("concat")} {@code concat_score_weight * sum(tanh(scale * (query + key)))} over the
 * width. Weights, scalars: {@code scale} where it is used, {@code concat_score_weight} in that
 * mode.
 */
public final class Attention extends ScoreAttention<Attention> {
  private static final List<String> MODES = List.of("dot", "concat");

  private String scoreMode = "dot";
  private Weight scale;
  private Weight concatScoreWeight;

  /** A layer without a factor. */
  public Attention() {
    super(false);
  }

  /** {@code dot} (the default) or {@code concat}. */
  public Attention scoreMode(String mode) {
    scoreMode = checked(mode);
    return this;
  }

  private static String checked(String mode) {
    if (!MODES.contains(mode)) {
      throw new ConfigException(
          "Attention: score_mode should be one of " + MODES + ", not " + mode);
    }
    return mode;
  }

  @Override
  void configureMode(Config config) {
    scoreMode = checked(config.present("score_mode", config.text("score_mode", scoreMode)));
  }

  @Override
  void buildScores(Shape query) {
    if (isScaled()) {
      scale = addWeight("scale", new Shape(), Initializers.ones());
    }
    if (scoreMode.equals("concat")) {
      concatScoreWeight = addWeight("concat_score_weight", new Shape(), Initializers.ones());
    }
  }

  @Override
  Tensor scores(Tensor query, Tensor key, Call call) {
    if (concatScoreWeight == null) {
      // A factor on the query is one on the scores, over fewer elements.
      return Nn.matmul(scaled(query, call), key, false, true);
    }
    Tensor sum = Ops.add(Shapes.expandDims(query, -2), Shapes.expandDims(key, -3));
    Tensor scores = Ops.sum(Ops.tanh(scaled(sum, call)), -1);
    return Ops.multiply(scores, call.read(concatScoreWeight));
  }

  private Tensor scaled(Tensor x, Call call) {
    return scale == null ? x : Ops.multiply(x, call.read(scale));
  }
}
