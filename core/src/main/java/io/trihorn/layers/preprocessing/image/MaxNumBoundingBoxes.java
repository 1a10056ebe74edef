package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.Layout;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.DataFormat;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;

/**
 * Bounding boxes cut or filled up to a number of them: inputs boxes {@code (batch, n, 4)} and their
 * labels {@code (batch, n)}; outputs the same with {@code max_number} instead of n.
 */
public final class MaxNumBoundingBoxes extends FluentLayer<MaxNumBoundingBoxes> {
  private static final int FILL = -1;

  private int maxNumber;
  private int fillValue = FILL;
  private Layout layout = Layout.CHANNELS_LAST;

  /** To so many boxes. */
  public MaxNumBoundingBoxes(int maxNumber) {
    this.maxNumber = checked(maxNumber);
  }

  private static int checked(int maxNumber) {
    if (maxNumber < 1) {
      throw new ConfigException(
          "MaxNumBoundingBoxes: max_number should be positive, but is " + maxNumber);
    }
    return maxNumber;
  }

  /** What boxes and labels are filled up with; by default -1. */
  public MaxNumBoundingBoxes fillValue(int value) {
    fillValue = value;
    return this;
  }

  /** Keras does not write {@code fill_value}; here it is where it is not the default. */
  @Override
  public void configure(Config config) {
    configureBase(config);
    layout = DataFormat.configure(config, layout);
    maxNumber = checked(config.integer("max_number", maxNumber));
    if (config.reading()) {
      fillValue = config.integer("fill_value", fillValue);
    } else if (fillValue != FILL) {
      config.constant("fill_value", new JsonPrimitive(fillValue));
    }
  }

  @Override
  public List<String> inputNames() {
    return List.of("boxes", "labels");
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    if (inputs.size() != 2 || inputs.get(0).rank() != 3 || inputs.get(1).rank() != 2) {
      throw new ShapeException(
          "expected boxes (batch, n, 4) and labels (batch, n), but got "
              + inputs.stream().map(Tensor::type).toList());
    }
    return inputs.stream().map(this::sized).toList();
  }

  private Tensor sized(Tensor x) {
    long n = x.dim(1);
    if (n >= maxNumber) {
      return Shapes.slice(x, 1, 0, maxNumber);
    }
    long[] high = new long[x.rank()];
    high[1] = maxNumber - n;
    return Shapes.pad(x, new long[x.rank()], high, fillValue);
  }
}
