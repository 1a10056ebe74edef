package io.trihorn.layers.preprocessing;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DtypePolicy;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ndarray.HostValues;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers as the number of the bin they fall in: bin i has the values from boundary i - 1
 * (inclusive) to boundary i (exclusive), so n boundaries make n + 1 bins. The boundaries are given,
 * or learned by {@link #adapt} so that bins hold about equally many.
 *
 * <p>Input {@code (batch, ...)}; output int32 of that shape, or vectors as {@link CategoryEncoding}
 * makes them.
 */
public final class Discretization extends FluentLayer<Discretization> implements Adaptive {
  private List<Double> binBoundaries;
  private Integer numBins;
  private double epsilon = 0.01;
  private CategoryCodes outputMode = CategoryCodes.INT;

  /** A layer with these boundaries, in rising order. */
  public Discretization(double... binBoundaries) {
    this.binBoundaries = Arrays.stream(binBoundaries).boxed().toList();
  }

  /** A layer that learns the boundaries of so many bins. */
  public static Discretization bins(int numBins) {
    Discretization layer = new Discretization();
    layer.binBoundaries = null;
    layer.numBins = numBins;
    return layer;
  }

  /** How exactly quantiles are learned, as a fraction; by default 0.01. */
  public Discretization epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** {@code int} (the default), {@code one_hot}, {@code multi_hot} or {@code count}. */
  public Discretization outputMode(String mode) {
    outputMode = CategoryCodes.parse(mode);
    return this;
  }

  /** The boundaries, null before they are learned. */
  public List<Double> binBoundaries() {
    return binBoundaries;
  }

  /** Keras writes only these attributes, and the dtype by its name. */
  @Override
  public void configure(Config config) {
    if (config.reading()) {
      configureBase(config);
    } else {
      config.text("name", name());
      config.value("dtype", dtypePolicy(), p -> new JsonPrimitive(p.name()), DtypePolicy::parse);
    }
    binBoundaries = config.numbers("bin_boundaries", binBoundaries);
    numBins = config.nullableInteger("num_bins", numBins);
    epsilon = config.number("epsilon", epsilon);
    outputMode = CategoryCodes.configure(config, outputMode);
    if (config.bool("sparse", false)) {
      throw new ConfigException(
          "Discretization: sparse=true is not supported; the same numbers come with sparse=false");
    }
  }

  /**
   * Finds boundaries of {@code num_bins} bins.
   *
   * @throws IllegalStateException if the layer is in a model already, or has boundaries given
   * @throws IllegalArgumentException if there are no data
   */
  @Override
  public void adaptBatches(Iterable<?> batches) {
    if (isBuilt() || numBins == null) {
      throw new IllegalStateException(
          "layer '"
              + name()
              + "' (Discretization): adapt it before it is used in a model, and with num_bins");
    }
    QuantileSketch sketch = new QuantileSketch(epsilon);
    batches.forEach(batch -> sketch.add(HostValues.of(batch)));
    if (sketch.isEmpty()) {
      throw new IllegalArgumentException("layer '" + name() + "': there are no data to adapt to");
    }
    binBoundaries = Arrays.stream(sketch.boundaries(numBins)).boxed().toList();
  }

  @Override
  protected void build(List<Shape> inputs) {
    if (binBoundaries == null) {
      throw new ConfigException(
          "layer '"
              + name()
              + "' (Discretization): give bin_boundaries, or adapt it to data first");
    }
  }

  @Override
  protected Tensor call(Tensor input, Call call) {
    Tensor x = Ops.cast(input, DTypes.floating(input.dtype()));
    double[] bounds = binBoundaries.stream().mapToDouble(d -> d).toArray();
    Tensor boundaries = x.constant(TensorData.of(bounds, bounds.length).cast(x.dtype()));
    Tensor passed = Ops.lessEqual(boundaries, Shapes.expandDims(x, -1));
    Tensor bin = Ops.sum(Ops.cast(passed, DataType.INT32), -1);
    return outputMode.encode(bin, bounds.length + 1, null, dtypePolicy().compute());
  }
}
