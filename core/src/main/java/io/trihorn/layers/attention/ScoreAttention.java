package io.trihorn.layers.attention;

import ai.djl.ndarray.types.Shape;
import io.trihorn.composites.DotProductAttention;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.SeedGenerator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Attention without projections: {@code softmax(scores(query, key)) . value}.
 *
 * <p>Inputs: {@code query (batch, queries, width)}, {@code value (batch, keys, depth)} and
 * optionally {@code key (batch, keys, width)}, by default the value. Output {@code (batch, queries,
 * depth)}; with the argument {@code return_attention_scores} also the probabilities {@code (batch,
 * queries, keys)}. The value's mask hides positions, the query's makes outputs 0 and travels on.
 * With the argument {@code use_causal_mask} a query sees its own position and those before.
 *
 * @param <L> the layer's own class
 */
public abstract class ScoreAttention<L extends ScoreAttention<L>> extends FluentLayer<L> {
  private boolean useScale;
  private double dropout;
  private Integer seed;
  private SeedGenerator generator;

  /** A layer whose scores have a weight as a factor or not. */
  protected ScoreAttention(boolean useScale) {
    this.useScale = useScale;
  }

  /** Whether a trained factor scales the scores. */
  public final L useScale(boolean value) {
    useScale = value;
    return self();
  }

  /** The rate at which probabilities are dropped in training; by default 0. */
  public final L dropout(double rate) {
    dropout = checked(rate);
    return self();
  }

  /** The seed of dropout; by default the model's seed decides. */
  public final L seed(int value) {
    seed = value;
    return self();
  }

  private double checked(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new ConfigException(
          className() + ": dropout should be at least 0 and less than 1, but is " + rate);
    }
    return rate;
  }

  /** Whether a trained factor scales the scores. */
  final boolean isScaled() {
    return useScale;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    useScale = config.bool("use_scale", useScale);
    configureMode(config);
    dropout = checked(config.number("dropout", dropout));
    seed = config.nullableInteger("seed", seed);
  }

  /** Further attributes. */
  void configureMode(Config config) {}

  /** Makes the weights; the shape is the query's. */
  abstract void buildScores(Shape query);

  /** {@code (batch, queries, keys)}. */
  abstract Tensor scores(Tensor query, Tensor key, Call call);

  @Override
  protected final void build(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.size() > 3) {
      throw new ShapeException(
          "takes a list of query, value and optionally key, but got " + inputs.size() + " inputs");
    }
    for (Shape shape : inputs) {
      if (shape.dimension() != 3) {
        throw new ShapeException(
            "query, value and key should be (batch, positions, width), but got " + inputs);
      }
    }
    buildScores(inputs.get(0));
    if (dropout > 0) {
      generator = addSeedGenerator(seed);
    }
  }

  @Override
  protected final List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor query = inputs.get(0);
    Tensor value = inputs.get(1);
    Tensor key = inputs.size() > 2 ? inputs.get(2) : value;
    boolean causal = call.flag("use_causal_mask", false);
    Tensor mask =
        AttentionMasks.all(
            AttentionMasks.ofKeys(call.mask(1)),
            causal ? AttentionMasks.causal(query, query.dim(1), key.dim(1)) : null);
    Tensor scores = DotProductAttention.masked(scores(query, key, call), mask);
    Tensor probabilities = Nn.softmax(scores, -1);
    if (generator != null && call.training()) {
      long[] dims = probabilities.type().dims();
      probabilities = RandomOps.dropout(probabilities, dropout, call.key(generator), dims);
    }
    Tensor result = Nn.matmul(probabilities, value);
    Tensor queryMask = call.mask(0);
    if (queryMask != null) {
      result = Ops.multiply(result, Ops.cast(Shapes.expandDims(queryMask, -1), result.dtype()));
    }
    return call.flag("return_attention_scores", false)
        ? List.of(result, probabilities)
        : List.of(result);
  }

  @Override
  protected final List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    List<Tensor> masks = new ArrayList<>(Collections.nCopies(outputs.size(), null));
    masks.set(0, call.mask(0));
    return masks;
  }
}
