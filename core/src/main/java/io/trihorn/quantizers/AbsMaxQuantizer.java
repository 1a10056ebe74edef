package io.trihorn.quantizers;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** {@link AbsMax#absMaxQuantize} with its attributes: by default int8 from -127 to 127. */
public final class AbsMaxQuantizer implements Quantizer {
  private List<Integer> axis;
  private ValueRange range = ValueRange.INT8;
  private double epsilon = AbsMax.EPSILON;
  private DataType outputDtype = DataType.INT8;

  /** A quantizer of the whole range of int8 but -128. */
  public AbsMaxQuantizer() {}

  /** The axes that share one scale where a call does not say so. */
  public AbsMaxQuantizer axis(int... axes) {
    axis = Arrays.stream(axes).boxed().toList();
    return this;
  }

  /** The integers from {@code low} to {@code high}. */
  public AbsMaxQuantizer valueRange(int low, int high) {
    range = checked(new ValueRange(low, high));
    return this;
  }

  /** What is added to magnitudes, so that zeros have a scale. */
  public AbsMaxQuantizer epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** The range of the integers. */
  public ValueRange valueRange() {
    return range;
  }

  @Override
  public DataType outputDtype() {
    return outputDtype;
  }

  private ValueRange checked(ValueRange given) {
    if (outputDtype == DataType.INT8 && (given.low() < -128 || given.high() > 127)) {
      throw new ConfigException(
          "AbsMaxQuantizer: value_range should be within -128 to 127 for int8, but is " + given);
    }
    return given;
  }

  @Override
  public void configure(Config config) {
    outputDtype = config.reading() ? config.dtype("output_dtype", outputDtype) : outputDtype;
    List<Integer> ends = config.integers("value_range", List.of(range.low(), range.high()));
    if (ends == null || ends.size() != 2) {
      throw new ConfigException(
          "AbsMaxQuantizer: value_range should be two numbers, but is " + ends);
    }
    range = checked(new ValueRange(ends.get(0), ends.get(1)));
    epsilon = config.number("epsilon", epsilon);
    if (!config.reading()) {
      config.dtype("output_dtype", outputDtype);
    }
    if (config.optional("axis", axis != null)) {
      axis = config.integers("axis", axis);
    }
  }

  @Override
  public Quantized quantize(Tensor x, int... axes) {
    int[] own = axis == null ? new int[] {-1} : axis.stream().mapToInt(i -> i).toArray();
    return AbsMax.absMaxQuantize(x, range, outputDtype, epsilon, axes.length == 0 ? own : axes);
  }
}
