package io.trihorn.layers.attention;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.composites.DotProductAttention;
import io.trihorn.composites.HeadProducts;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.constraints.Constraint;
import io.trihorn.graph.ShapeException;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.layers.core.EinsumDense;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;
import io.trihorn.state.SeedGenerator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Attention with heads (Vaswani et al., 2017): query, key and value are projected for each head,
 * {@code softmax(query . key / sqrt(width)) . value} is taken in each, and what the heads give is
 * projected to the output.
 *
 * <p>Inputs by position: query, value and optionally key, by default the value. Arguments by name:
 * {@code attention_mask} (booleans {@code (batch, queries, keys)}), {@code value_mask}, {@code
 * key_mask}, {@code use_causal_mask}, {@code return_attention_scores} (the probabilities are then a
 * second output). The masks that the inputs carry hide positions too; the query's travels on.
 *
 * @param <L> the layer's own class
 */
public abstract class HeadedAttention<L extends HeadedAttention<L>> extends FluentLayer<L> {
  private double dropout;
  private boolean useBias = true;
  private boolean useGate;
  private Integer slidingWindow;
  private Integer seed;
  private final WeightSpec kernelSpec = new WeightSpec(Initializers.glorotUniform());
  private final WeightSpec biasSpec = new WeightSpec(Initializers.zeros());
  private Regularizer penalty;
  private EinsumDense queryDense;
  private EinsumDense keyDense;
  private EinsumDense gateDense;
  private EinsumDense valueDense;
  private EinsumDense outputDense;
  private SeedGenerator generator;

  /** A layer with default attributes. */
  protected HeadedAttention() {}

  /** The rate at which probabilities are dropped in training; by default 0. */
  public final L dropout(double rate) {
    dropout = checkedRate(rate);
    return self();
  }

  private double checkedRate(double rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new ConfigException(
          className() + ": dropout should be at least 0 and less than 1, but is " + rate);
    }
    return rate;
  }

  /** Whether the projections have biases; by default they do. */
  public final L useBias(boolean value) {
    useBias = value;
    return self();
  }

  /** Whether a sigmoid of a projection of the query scales what heads give; by default not. */
  public final L useGate(boolean value) {
    useGate = value;
    return self();
  }

  /** Positions see only those less than this far away; by default all. */
  public final L slidingWindow(int value) {
    slidingWindow = checkedWindow(value);
    return self();
  }

  private Integer checkedWindow(Integer value) {
    if (value != null && value < 1) {
      throw new ConfigException(
          className() + ": sliding_window should be at least 1, but is " + value);
    }
    return value;
  }

  /** The seed of dropout; by default the model's seed decides. */
  public final L seed(int value) {
    seed = value;
    return self();
  }

  /** By default {@code glorot_uniform}. */
  public final L kernelInitializer(Initializer value) {
    kernelSpec.initializer(value);
    return self();
  }

  /** By default {@code zeros}. */
  public final L biasInitializer(Initializer value) {
    biasSpec.initializer(value);
    return self();
  }

  /** By default none. */
  public final L kernelRegularizer(Regularizer value) {
    kernelSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L biasRegularizer(Regularizer value) {
    biasSpec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L kernelConstraint(Constraint value) {
    kernelSpec.constraint(value);
    return self();
  }

  /** By default none. */
  public final L biasConstraint(Constraint value) {
    biasSpec.constraint(value);
    return self();
  }

  /** The projection of the query, Keras's {@code query_dense}; null before the layer is built. */
  public final EinsumDense queryDense() {
    return queryDense;
  }

  /** The projection of the key, Keras's {@code key_dense}; null before the layer is built. */
  public final EinsumDense keyDense() {
    return keyDense;
  }

  /** The projection of the value, Keras's {@code value_dense}; null before the layer is built. */
  public final EinsumDense valueDense() {
    return valueDense;
  }

  /** The output's projection, Keras's {@code output_dense}; null before the layer is built. */
  public final EinsumDense outputDense() {
    return outputDense;
  }

  /** The attributes of projections, which all have in common. */
  final void configureProjections(Config config) {
    takePenalty();
    configureBase(config);
    takePenalty();
    dropout = checkedRate(config.number("dropout", dropout));
    useBias = config.bool("use_bias", useBias);
    useGate = config.bool("use_gate", useGate);
    slidingWindow = checkedWindow(config.nullableInteger("sliding_window", slidingWindow));
    kernelSpec.configure(config, "kernel");
    biasSpec.configure(config, "bias");
    penalty = config.object("activity_regularizer", penalty, Regularizers.REGISTRY);
    seed = config.nullableInteger("seed", seed);
  }

  /** A penalty on outputs is one on the outputs of the projections here. */
  private void takePenalty() {
    if (activityRegularizer() != null) {
      penalty = activityRegularizer();
      setActivityRegularizer(null);
    }
  }

  /** Heads and width of the query's projection. */
  abstract int[] queryHeads();

  /** Heads and width of the key's projection. */
  abstract int[] keyHeads();

  /** Heads and width of the value's projection. */
  abstract int[] valueHeads();

  /** The axes of an output without the batch and the positions; the shape is the query's. */
  abstract int[] outputDims(Shape query);

  /** The axes attended over, not negative, for inputs of this rank. */
  abstract List<Integer> positionAxes(int rank);

  /**
   * Whether masks are taken off the inputs, so that layers that run later do not see them, and the
   * query's counts only where it carries it, not where it is given by argument.
   */
  abstract boolean takesMasksOff();

  @Override
  public final List<String> inputNames() {
    return List.of("query", "value", "key");
  }

  @Override
  protected final void build(List<Shape> inputs) {
    if (inputs.size() < 2 || inputs.size() > 3) {
      throw new ShapeException(
          "takes query, value and optionally key, but got " + inputs.size() + " inputs");
    }
    Shape query = inputs.get(0);
    Shape value = inputs.get(1);
    Shape key = inputs.size() > 2 ? inputs.get(2) : value;
    int rank = query.dimension();
    if (rank < 3 || value.dimension() != rank || key.dimension() != rank) {
      throw new ShapeException(
          "query, value and key should be (batch, positions, width) or all of one higher rank, but"
              + " got "
              + inputs);
    }
    takePenalty();
    queryDense = projection("query", 1, rank - 1, queryHeads(), query);
    keyDense = projection("key", 1, rank - 1, keyHeads(), key);
    int[] made = {queryHeads()[0], valueHeads()[1]};
    if (useGate) {
      gateDense = projection("gate", 1, rank - 1, made, query);
    }
    valueDense = projection("value", 1, rank - 1, valueHeads(), value);
    Shape heads = query.slice(0, rank - 1).addAll(new Shape(made[0], made[1]));
    outputDense = projection("attention_output", 2, rank - 1, outputDims(query), heads);
    if (dropout > 0) {
      generator = addSeedGenerator(seed);
    }
  }

  /** A part that sums over the last axes of its input, and makes others. */
  private EinsumDense projection(String name, int summed, int kept, int[] made, Shape input) {
    String letters = "abcdefghijklmnopqrstuvwxyz";
    String free = letters.substring(0, kept);
    String inner = letters.substring(kept, kept + summed);
    String outer = letters.substring(kept + summed, kept + summed + made.length);
    int[] dims = new int[kept - 1 + made.length];
    Arrays.fill(dims, 0, kept - 1, -1);
    System.arraycopy(made, 0, dims, kept - 1, made.length);
    EinsumDense part =
        new EinsumDense(free + inner + "," + inner + outer + "->" + free + outer, dims)
            .name(name)
            .kernelInitializer(kernelSpec.initializer())
            .kernelRegularizer(kernelSpec.regularizer())
            .kernelConstraint(kernelSpec.constraint())
            .biasInitializer(biasSpec.initializer())
            .biasRegularizer(biasSpec.regularizer())
            .biasConstraint(biasSpec.constraint())
            .activityRegularizer(penalty);
    if (useBias) {
      part.biasAxes(outer);
    }
    handDtypePolicyTo(track(part));
    part.ensureBuilt(List.of(input));
    return part;
  }

  @Override
  protected final List<Tensor> call(List<Tensor> inputs, Call call) {
    Tensor queryIn = inputs.get(0);
    Tensor valueIn = inputs.get(1);
    Tensor keyIn = inputs.size() > 2 ? inputs.get(2) : valueIn;
    if (takesMasksOff()) {
      inputs.forEach(call.trace()::takeMask);
    }
    Tensor query = call.apply(queryDense, queryIn);
    Tensor key = call.apply(keyDense, keyIn);
    Tensor value = call.apply(valueDense, valueIn);
    List<Integer> axes = positionAxes(queryIn.rank());
    double factor = 1 / Math.sqrt(queryHeads()[1]);
    Tensor mask = mask(queryIn, valueIn, query.rank() - 1 + axes.size(), call);
    boolean drops = generator != null && call.training();
    boolean returnsScores = call.flag("return_attention_scores", false);
    // As in Keras, where a query may look at nothing the whole attention takes the mean of the
    // values, and the one made of parts takes 0.
    boolean inParts = returnsScores || dropout > 0 || query.rank() != 4;
    if (!drops && !returnsScores && (mask == null || !inParts)) {
      DotProductAttention whole = new DotProductAttention(axes, factor);
      Tensor heads =
          mask == null
              ? whole.applyOne(query, key, value)
              : whole.applyOne(query, key, value, mask);
      return List.of(project(heads, queryIn, call));
    }
    HeadProducts products = new HeadProducts(query.rank(), axes);
    // The factor is on the query, which has fewer elements than the scores.
    Tensor scores = products.scores(Ops.multiply(query, factor), key);
    Tensor masked = DotProductAttention.masked(scores, mask);
    Tensor probabilities = Nn.softmax(products.flat(masked), -1);
    if (mask != null) {
      Tensor each = Shapes.reshape(probabilities, scores.type().dims());
      probabilities = products.flat(Ops.where(mask, each, 0));
    }
    Tensor kept = probabilities;
    if (drops) {
      long[] dims = probabilities.type().dims();
      kept = RandomOps.dropout(probabilities, dropout, call.key(generator), dims);
    }
    Tensor output = project(products.combine(kept, query, value), queryIn, call);
    return returnsScores
        ? List.of(output, Shapes.reshape(probabilities, scores.type().dims()))
        : List.of(output);
  }

  /** The output, of what the heads give. */
  private Tensor project(Tensor heads, Tensor queryIn, Call call) {
    Tensor open =
        gateDense == null ? heads : Ops.multiply(heads, Nn.sigmoid(call.apply(gateDense, queryIn)));
    return call.apply(outputDense, open);
  }

  /**
   * What queries may look at, broadcast against scores of this rank; null where they may look at
   * all.
   */
  private Tensor mask(Tensor query, Tensor value, int rank, Call call) {
    long queries = query.dim(1);
    long keys = value.dim(1);
    Tensor queryMask = takesMasksOff() ? call.mask(0) : given(call, "query_mask", 0);
    Tensor mask =
        AttentionMasks.all(
            call.tensor("attention_mask"),
            AttentionMasks.ofQueries(queryMask),
            AttentionMasks.ofKeys(given(call, "value_mask", 1)),
            AttentionMasks.ofKeys(given(call, "key_mask", 2)),
            call.flag("use_causal_mask", false)
                ? AttentionMasks.causal(query, queries, keys)
                : null,
            slidingWindow == null
                ? null
                : AttentionMasks.window(query, queries, keys, slidingWindow));
    if (mask == null || mask.rank() <= 2) {
      return mask;
    }
    // Up to the heads the mask's axes are those of the scores; new ones go before the positions.
    int positions = 2 * positionAxes(query.rank()).size();
    while (mask.rank() < rank) {
      mask = Shapes.expandDims(mask, -positions - 1);
    }
    return mask;
  }

  private static Tensor given(Call call, String name, int input) {
    Tensor named = call.tensor(name);
    Tensor mask = named == null ? call.mask(input) : named;
    return mask == null ? null : Ops.cast(mask, DataType.BOOLEAN);
  }

  @Override
  protected final List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    List<Tensor> masks = new ArrayList<>(Collections.nCopies(outputs.size(), null));
    masks.set(0, call.mask(0));
    return masks;
  }
}
