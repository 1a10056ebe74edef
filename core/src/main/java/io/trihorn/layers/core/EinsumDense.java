package io.trihorn.layers.core;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import io.trihorn.activations.Activation;
import io.trihorn.activations.Activations;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Adaptable;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.Weight;
import java.util.Arrays;
import java.util.List;

/**
 * A dense layer that an equation describes: {@code abc,cd->abd} takes the input's axes {@code a},
 * {@code b}, {@code c} with a kernel {@code (c, d)} to {@code (a, b, d)}; {@code ...} stands for
 * any further axes. Weights: {@code kernel}, and with {@code bias_axes} {@code bias} over those
 * axes of the output.
 */
public final class EinsumDense extends FluentLayer<EinsumDense> {
  private String equation;
  private List<Integer> outputShape;
  private Activation activation = Activations.LINEAR;
  private String biasAxes;
  private final WeightSpec kernelSpec = new WeightSpec(Initializers.glorotUniform());
  private final WeightSpec biasSpec = new WeightSpec(Initializers.zeros());
  private AdaptableWeight kernel;
  private EinsumContraction contraction;
  private Weight bias;

  /**
   * A layer.
   *
   * @param equation the axes of input, kernel and output
   * @param outputShape the output's extents without the batch axis and the axes of {@code ...}; -1
   *     where the input has the axis
   */
  public EinsumDense(String equation, int... outputShape) {
    this.equation = equation;
    this.outputShape =
        Arrays.stream(outputShape).mapToObj(d -> d < 0 ? null : Integer.valueOf(d)).toList();
  }

  /** The activation function by Keras's name; by default {@code linear}. */
  public EinsumDense activation(String name) {
    activation = Activations.get(name);
    return this;
  }

  /** The axes of the output that the bias has, for example {@code "d"}; by default no bias. */
  public EinsumDense biasAxes(String axes) {
    biasAxes = axes;
    return this;
  }

  /** By default {@code glorot_uniform}. */
  public EinsumDense kernelInitializer(Initializer value) {
    kernelSpec.initializer(value);
    return this;
  }

  /** By default {@code zeros}. */
  public EinsumDense biasInitializer(Initializer value) {
    biasSpec.initializer(value);
    return this;
  }

  /** By default none. */
  public EinsumDense kernelRegularizer(Regularizer value) {
    kernelSpec.regularizer(value);
    return this;
  }

  /** By default none. */
  public EinsumDense biasRegularizer(Regularizer value) {
    biasSpec.regularizer(value);
    return this;
  }

  /** By default none. */
  public EinsumDense kernelConstraint(Constraint value) {
    kernelSpec.constraint(value);
    return this;
  }

  /** By default none. */
  public EinsumDense biasConstraint(Constraint value) {
    biasSpec.constraint(value);
    return this;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
    equation = config.present("equation", config.text("equation", equation));
    outputShape =
        config.present(
            "output_shape",
            config.value(
                "output_shape",
                outputShape,
                EinsumDense::toJson,
                json -> Config.nullableList(json, JsonElement::getAsInt)));
    activation = Activations.configure(config, "activation", activation);
    biasAxes = config.text("bias_axes", biasAxes);
    kernelSpec.configure(config, "kernel");
    biasSpec.configure(config, "bias");
    configureActivityRegularizer(config);
    adaptation().configure(config);
  }

  @Override
  protected Adaptable adaptable() {
    return Adaptable.product(kernel);
  }

  @Override
  public List<Weight> savedWeights() {
    return kernel == null ? super.savedWeights() : kernel.savedWith(bias);
  }

  private static JsonElement toJson(List<Integer> dims) {
    JsonArray array = new JsonArray();
    dims.forEach(d -> array.add(d == null ? JsonNull.INSTANCE : new JsonPrimitive(d)));
    return array;
  }

  @Override
  protected void build(List<Shape> inputs) {
    EinsumShapes shapes = EinsumShapes.of(equation, inputs.get(0), outputShape);
    contraction = shapes.contraction();
    kernel = new AdaptableWeight(this, contraction.form(shapes.kernel()), kernelSpec);
    kernel.build();
    if (biasAxes != null) {
      bias = addWeight("bias", shapes.bias(biasAxes), biasSpec);
    }
    kernel.buildFloat8();
  }

  @Override
  protected Tensor call(Tensor x, Call call) {
    Tensor y =
        kernel.apply(
            x, call, contraction, adaptation().activationQuantizer(kernel.usualQuantizer()));
    return activation.call(bias == null ? y : Ops.add(y, kernel.bias(bias, call)));
  }
}
