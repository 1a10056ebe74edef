package io.trihorn.layers.preprocessing.image;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;

/**
 * Images whose values are spread so that all occur about equally often, in training only. As in
 * Keras, the frequencies of each channel are those of the whole batch. See {@link ImageLayer}.
 */
public final class Equalization extends ImageLayer<Equalization> {
  private ValueRange range = ValueRange.BYTES;
  private int bins = 256;

  /** Of pixels between 0 and 255, in 256 bins. */
  public Equalization() {}

  /** What pixels are between; by default 0 and 255. */
  public Equalization valueRange(double low, double high) {
    range = ValueRange.of(low, high);
    return this;
  }

  Equalization range(ValueRange value) {
    range = value;
    return this;
  }

  /** How many values are told apart; by default 256. */
  public Equalization bins(int value) {
    bins = checked(value);
    return this;
  }

  private static int checked(int bins) {
    if (bins < 2) {
      throw new ConfigException("Equalization: bins should be at least 2, but is " + bins);
    }
    return bins;
  }

  @Override
  public void configure(Config config) {
    configureImages(config);
    range = ValueRange.configure(config, range);
    bins = checked(config.integer("bins", bins));
  }

  @Override
  boolean isRandom() {
    return false;
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    return Transformation.ofColours(this::equalized);
  }

  Tensor equalized(Tensor x) {
    Tensor bytes = Ops.cast(range.to(ValueRange.BYTES, x), DataType.FLOAT32);
    long channels = x.dim(3);
    Tensor place = Ops.multiply(Shapes.arange(x, channels, DataType.INT32), bins);
    Tensor value = Ops.divide(Ops.multiply(bytes, bins - 1), 255);
    Tensor bin = Ops.add(Ops.clip(Ops.cast(value, DataType.INT32), 0, bins - 1), place);
    Tensor flat = Shapes.reshape(bin, bin.size());
    Tensor counts =
        Shapes.scatterAdd(
            Shapes.full(x, 0, DataType.FLOAT32, channels * bins),
            flat,
            Shapes.full(x, 1, DataType.FLOAT32, bin.size()));
    Tensor each = Shapes.reshape(counts, channels, bins);
    Tensor sums = Ops.cumsum(each, 1);
    Tensor first = Ops.minKeep(Ops.where(Ops.greater(sums, 0), sums, (double) bin.size()), 1);
    Tensor rest = Ops.subtract(Shapes.slice(sums, 1, bins - 1, bins), first);
    // Channels of one value have nothing to be spread, and stay.
    Tensor flatChannel = Ops.equal(rest, 0);
    Tensor spread =
        Ops.divide(Ops.multiply(Ops.subtract(sums, first), 255), Ops.where(flatChannel, 1, rest));
    Tensor table = Shapes.reshape(Ops.clip(Ops.round(spread), 0, 255), channels * bins);
    Tensor looked = Shapes.reshape(Shapes.take(table, flat, 0), x.type().dims());
    Tensor result = Ops.where(Shapes.reshape(flatChannel, 1, 1, 1, channels), bytes, looked);
    return Ops.cast(ValueRange.BYTES.to(range, result), x.dtype());
  }
}
