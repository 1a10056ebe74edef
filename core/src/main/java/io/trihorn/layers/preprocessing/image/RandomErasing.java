package io.trihorn.layers.preprocessing.image;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Ops;
import io.trihorn.ops.RandomOps;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Images in which a random box is painted over, each with a probability (Zhong et al., 2017). See
 * {@link ImageLayer}.
 */
public final class RandomErasing extends ColourLayer<RandomErasing> {
  private static final Factor.Bounds FACTOR = new Factor.Bounds("factor", 0, 1);
  private static final Factor.Bounds SCALE = new Factor.Bounds("scale", 0, 1);

  private Factor factor = FACTOR.of(1);
  private Factor scale = SCALE.of(0.02, 0.33);
  private List<Double> fillValue;

  /** With a probability that is itself drawn from 0 to 1. */
  public RandomErasing() {}

  /** The range that the probability is drawn from. */
  public RandomErasing factor(double lower, double upper) {
    factor = FACTOR.of(lower, upper);
    return this;
  }

  /**
   * The range that is drawn from for each side, whose part of the image's is the root of it; by
   * default from 0.02 to 0.33.
   */
  public RandomErasing scale(double lower, double upper) {
    scale = SCALE.of(lower, upper);
    return this;
  }

  /** What is painted: one value or three, for the channels; by default normal noise. */
  public RandomErasing fillValue(double... values) {
    fillValue = checked(Arrays.stream(values).boxed().toList());
    return this;
  }

  private static List<Double> checked(List<Double> values) {
    if (values.size() != 1 && values.size() != 3) {
      throw new ConfigException(
          "RandomErasing: fill_value should be one number or three, but is " + values);
    }
    return values;
  }

  @Override
  public void configure(Config config) {
    configureColours(config);
    factor = FACTOR.configure(config, factor);
    scale = SCALE.configure(config, scale);
    fillValue =
        config.value(
            "fill_value",
            fillValue,
            RandomErasing::toJson,
            e -> checked(Config.list(e, Config::number)));
  }

  private static JsonElement toJson(List<Double> values) {
    if (values.size() == 1) {
      return new JsonPrimitive(values.get(0));
    }
    JsonArray array = new JsonArray();
    values.forEach(array::add);
    return array;
  }

  @Override
  Transformation draw(Draws draws, long height, long width) {
    Tensor sides = Ops.sqrt(draws.uniform(scale.lower(), scale.upper(), draws.batch(), 2));
    Boxes boxes =
        Boxes.draw(draws, Shapes.index(sides, 1, 0), Shapes.index(sides, 1, 1), height, width);
    Tensor erased = Ops.logicalAnd(boxes.inside(), draws.chance(factor));
    Tensor key = draws.key();
    return Transformation.ofColours(x -> Ops.where(erased, range().clip(paint(x, key)), x));
  }

  private Tensor paint(Tensor x, Tensor key) {
    if (fillValue == null) {
      return Ops.multiply(RandomOps.normal(key, x.dtype(), x.type().dims()), range().high());
    }
    double[] values = fillValue.stream().mapToDouble(v -> v).toArray();
    return x.constant(TensorData.of(values, values.length).cast(x.dtype()));
  }
}
