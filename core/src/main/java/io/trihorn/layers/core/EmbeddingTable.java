package io.trihorn.layers.core;

import ai.djl.ndarray.types.DataType;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.initializers.Initializer;
import io.trihorn.initializers.Initializers;
import io.trihorn.layers.base.Adaptable;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.Call;
import io.trihorn.layers.base.FluentLayer;
import io.trihorn.layers.base.KernelForm;
import io.trihorn.layers.base.WeightSpec;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.Weight;
import java.util.Collections;
import java.util.List;

/**
 * A table of vectors to look up, with an optional mask where the input is 0.
 *
 * @param <L> the layer's own class
 */
abstract class EmbeddingTable<L extends EmbeddingTable<L>> extends FluentLayer<L> {
  private int inputDim;
  private int outputDim;
  private final WeightSpec spec = new WeightSpec("uniform");
  private boolean maskZero;
  private AdaptableWeight embeddings;

  EmbeddingTable(int inputDim, int outputDim) {
    this.inputDim = Config.requirePositive(className(), "input_dim", inputDim);
    this.outputDim = Config.requirePositive(className(), "output_dim", outputDim);
  }

  /** By default {@code uniform}: between -0.05 and 0.05. */
  public final L embeddingsInitializer(Initializer value) {
    spec.initializer(value);
    return self();
  }

  /** By Keras's name; by default {@code uniform}: between -0.05 and 0.05. */
  public final L embeddingsInitializer(String name) {
    return embeddingsInitializer(Initializers.get(name));
  }

  /** By default none. */
  public final L embeddingsRegularizer(Regularizer value) {
    spec.regularizer(value);
    return self();
  }

  /** By default none. */
  public final L embeddingsConstraint(Constraint value) {
    spec.constraint(value);
    return self();
  }

  /** Whether the number 0 stands for padding, to be masked; by default it does not. */
  public final L maskZero(boolean value) {
    maskZero = value;
    return self();
  }

  final void configureTable(Config config) {
    configureBase(config);
    inputDim = config.positive("input_dim", inputDim);
    outputDim = config.positive("output_dim", outputDim);
    spec.configure(config, "embeddings");
    configureActivityRegularizer(config);
    maskZero = config.bool("mask_zero", maskZero);
  }

  final void buildTable() {
    KernelForm form = KernelForm.table("embeddings", inputDim, outputDim);
    embeddings = new AdaptableWeight(this, form, spec);
    embeddings.build();
  }

  /** How many rows the table has. */
  public final int inputDim() {
    return inputDim;
  }

  final int outputDim() {
    return outputDim;
  }

  final WeightSpec spec() {
    return spec;
  }

  final AdaptableWeight embeddings() {
    return embeddings;
  }

  @Override
  protected Adaptable adaptable() {
    return Adaptable.table(embeddings);
  }

  @Override
  public List<Weight> savedWeights() {
    return embeddings == null ? super.savedWeights() : embeddings.savedWith(null);
  }

  @Override
  protected final boolean autocast() {
    return false;
  }

  final Tensor lookUp(Tensor x, Call call) {
    boolean index = x.dtype() == DataType.INT32 || x.dtype() == DataType.INT64;
    Tensor whole = index ? x : Ops.cast(x, DataType.INT32);
    return embeddings.lookUp(Shapes.fromEnd(whole, inputDim), call);
  }

  @Override
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    return Collections.singletonList(maskZero ? Ops.notEqual(inputs.get(0), 0) : null);
  }
}
