package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * Shifts and scales data to mean 0 and variance 1 along some axes: {@code (x - mean) /
 * max(sqrt(variance), 1e-7)}, or the other way round where {@code invert} is set. Mean and variance
 * are given, or learned by {@link #adapt} before the layer is used.
 *
 * <p>Input and output {@code (batch, ...)}. Weights where mean and variance are not given, none
 * trained: {@code mean} and {@code variance} with the extents of the kept axes, {@code count}.
 */
public final class Normalization extends FluentLayer<Normalization> implements Adaptive {
  // What Keras keeps standard deviations above.
  private static final double TINY = 1e-7;

  /**
   * What data taught the layer, along the kept axes.
   *
   * @param mean the mean
   * @param variance the (biased) variance
   */
  public record Learned(TensorData mean, TensorData variance) {}

  private List<Integer> axes = List.of(-1);
  private Numbers givenMean;
  private Numbers givenVariance;
  private boolean invert;
  private Learned learned;
  private Weight mean;
  private Weight variance;

  /** A layer that keeps the last axis. */
  public Normalization() {}

  /**
   * The axes with a mean of their own; none for one mean of all. By default the last. The first one
   * only for inputs whose batch size is fixed.
   */
  public Normalization axis(int... values) {
    axes = Arrays.stream(values).boxed().toList();
    return this;
  }

  /** The mean, if known: one number, or one for each position of the (last) kept axis. */
  public Normalization mean(double... values) {
    givenMean = Numbers.of(values);
    return this;
  }

  /** The variance, if known: one number, or one for each position of the (last) kept axis. */
  public Normalization variance(double... values) {
    givenVariance = Numbers.of(values);
    return this;
  }

  /** Whether to go back from normalized data; by default not. */
  public Normalization invert(boolean value) {
    invert = value;
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    List<Integer> read = config.integers("axis", axes);
    axes = read == null ? List.of() : read;
    invert = config.bool("invert", invert);
    givenMean = Numbers.configure(config, "mean", givenMean);
    givenVariance = Numbers.configure(config, "variance", givenVariance);
  }

  /**
   * Finds mean and variance of data {@code (batch, ...)}.
   *
   * @throws IllegalStateException if the layer is in a model already, or has them given
   * @throws IllegalArgumentException if there are no data
   */
  @Override
  public void adaptBatches(Iterable<?> batches) {
    requireUnused();
    Moments found = null;
    for (Object given : batches) {
      TensorData batch = HostValues.of(given);
      if (found == null) {
        found = new Moments(kept(batch.shape().dimension(), false));
      }
      found.add(batch);
    }
    if (found == null || found.isEmpty()) {
      throw new IllegalArgumentException("layer '" + name() + "': there are no data to adapt to");
    }
    learned = new Learned(found.mean(), found.variance());
  }

  /** What the layer has learned; null where it has learned nothing. */
  public Learned learned() {
    return learned;
  }

  /**
   * Takes what was learned elsewhere, as {@link #adapt} would have found it.
   *
   * @throws IllegalStateException if the layer is in a model already, or has them given
   */
  public void restore(Learned value) {
    requireUnused();
    learned = value;
  }

  private void requireUnused() {
    if (isBuilt() || givenMean != null) {
      throw new IllegalStateException(
          "layer '"
              + name()
              + "' (Normalization): adapt it before it is used in a model, and without a given"
              + " mean");
    }
  }

  /** The axes of an input, of which the first has an extent only where the batch is fixed. */
  private int[] kept(Shape input) {
    return kept(input.dimension(), input.get(0) >= 0);
  }

  private int[] kept(int rank, boolean fixedBatch) {
    int first = fixedBatch ? 0 : 1;
    int[] kept = axes.stream().mapToInt(axis -> axis < 0 ? axis + rank : axis).toArray();
    if (Arrays.stream(kept).anyMatch(axis -> axis < first || axis >= rank)) {
      throw new ShapeException(
          "axis should be among %d to %d for data of rank %d%s, not %s"
              .formatted(
                  first, rank - 1, rank, fixedBatch ? "" : " whose batch size is not fixed", axes));
    }
    return kept;
  }

  @Override
  protected void build(List<Shape> inputs) {
    if ((givenMean == null) != (givenVariance == null)) {
      throw new ConfigException(
          "layer '" + name() + "' (Normalization): give both mean and variance, or neither");
    }
    Shape input = inputs.get(0);
    Shape shape = new Shape(Arrays.stream(kept(input)).mapToLong(input::get).toArray());
    if (givenMean != null) {
      return;
    }
    if (learned != null && !learned.mean().shape().equals(shape)) {
      throw new ShapeException(
          "adapted to data with the extents "
              + learned.mean().shape()
              + " along axis "
              + axes
              + ", but the input is "
              + input);
    }
    mean =
        addWeight(
            "mean",
            shape,
            learned == null ? Initializers.zeros() : new Known(learned.mean()),
            false,
            null,
            null);
    variance =
        addWeight(
            "variance",
            shape,
            learned == null ? Initializers.ones() : new Known(learned.variance()),
            false,
            null,
            null);
    // Keras has this weight, and leaves it at 0 where it adapts on the host.
    TensorType scalar = TensorType.of(DataType.INT32);
    own(Weight.state("count", name() + "/count", scalar, Initializers.zeros()));
  }

  @Override
  protected boolean supportsMasking() {
    return true;
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = Ops.cast(input, dtypePolicy().compute());
    Tensor center = givenMean == null ? spread(mean, x, call) : spread(givenMean, x);
    Tensor square = givenVariance == null ? spread(variance, x, call) : spread(givenVariance, x);
    Tensor deviation = Ops.maximum(Ops.sqrt(square), TINY);
    return invert
        ? Ops.add(center, Ops.multiply(x, deviation))
        : Ops.divide(Ops.subtract(x, center), deviation);
  }

  private Tensor spread(Weight weight, Tensor x, Call call) {
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    for (int axis : kept(buildShapes().get(0))) {
      dims[axis] = x.dim(axis);
    }
    return Shapes.reshape(call.read(weight), dims);
  }

  /**
   * Given numbers along the last of the kept axes, with the extents that the layer is built for.
   */
  private Tensor spread(Numbers given, Tensor x) {
    Shape built = buildShapes().get(0);
    int[] kept = kept(built);
    Tensor numbers = given.like(x);
    int first = kept.length - numbers.rank();
    if (first < 0) {
      throw new ShapeException(
          "mean and variance of the shape %s need %d axes with a mean of their own, but these are %s"
              .formatted(numbers.shape(), numbers.rank(), axes));
    }
    long[] dims = new long[x.rank()];
    Arrays.fill(dims, 1);
    for (int i = first; i < kept.length; i++) {
      dims[kept[i]] = numbers.dim(i - first);
    }
    long[] wide = dims.clone();
    for (int axis : kept) {
      // Where it is used for other widths too, it stays as wide, and so does what it gives.
      boolean other = built.get(axis) >= 0 && built.get(axis) != x.dim(axis);
      wide[axis] = other ? built.get(axis) : dims[axis];
    }
    return Shapes.broadcastTo(Shapes.reshape(numbers, dims), wide);
  }
}
