package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.graph.ShapeException;
import io.trihorn.logging.Slf4j;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;
import io.trihorn.state.Trace;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/**
 * A layer: weights, and a function of tensors that uses them. A layer of your own overrides {@link
 * #build} (to make weights for the input's shape) and {@link #call(Tensor, Call)}, and trains on
 * every backend:
 *
 * <pre>{@code
 * final class Scale extends Layer {
 *   private Weight factor;
 *
 *   @Override
 *   protected void build(List<Shape> inputs) {
 *     factor = addWeight("factor", new Shape(inputs.get(0).tail()), Initializers.ones());
 *   }
 *
 *   @Override
 *   protected Tensor call(Tensor x, Call call) {
 *     return Ops.multiply(x, call.read(factor));
 *   }
 * }
 * }</pre>
 */
public abstract non-sealed class Layer extends StatefulLayer {
  static {
    Slf4j.quietWithoutProvider();
  }

  private boolean built;
  private final FirstUse firstUse = new FirstUse(this);
  private List<Shape> buildShapes = List.of();
  private Regularizer activityRegularizer;
  private RematScope remat = RematScope.current();
  private final Adaptation adaptation = new Adaptation(this);

  /** A layer with default attributes. */
  protected Layer() {}

  // What a layer overrides.

  /**
   * Makes the weights. Called once, before the first {@link #call}.
   *
   * @param inputs the shapes of the inputs; the batch extent may be -1
   */
  protected void build(List<Shape> inputs) {}

  /** The output for one input. */
  protected Tensor call(Tensor x, Call call) {
    throw new UnsupportedOperationException(
        "layer '" + name() + "': override call(Tensor, Call) or call(List, Call)");
  }

  /**
   * The outputs for any number of inputs; by default {@link #call(Tensor, Call)} of the only one.
   */
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    if (inputs.size() != 1) {
      throw new ShapeException(
          "layer '" + name() + "' (" + className() + ") takes one input, but got " + inputs.size());
    }
    return List.of(call(inputs.get(0), call));
  }

  /** Whether a mask of the input goes on to the output, as {@link #computeMask} does by default. */
  protected boolean supportsMasking() {
    return false;
  }

  /**
   * Whether the layer has one argument {@code mask} in Keras. The mask that its first input carries
   * is then looked at only where that is the only tensor the layer is called with. By default it
   * has not.
   */
  public boolean hasMaskArgument() {
    return false;
  }

  /**
   * The masks of the outputs, null where an output has none; by default the mask of the first
   * input.
   */
  protected List<Tensor> computeMask(List<Tensor> inputs, List<Tensor> outputs, Call call) {
    Tensor mask = supportsMasking() ? call.mask(0) : null;
    return Collections.nCopies(outputs.size(), mask);
  }

  /**
   * The outputs' shapes and element types for inputs of these, as far as the layer knows them by
   * itself; none (the default) to find them by tracing the layer.
   *
   * @param inputs shapes with -1 where an extent is open
   */
  protected List<TensorSpec> computeOutputSpec(List<TensorSpec> inputs) {
    return List.of();
  }

  /**
   * Whether the first axis of every input counts rows that do not depend on each other, so that
   * data may be cut into batches; by default they are.
   */
  public boolean isRowwise() {
    return true;
  }

  /**
   * The names under which inputs may also be given in a model, in the order of their positions;
   * empty (the default) where they are given by position only.
   */
  public List<String> inputNames() {
    return List.of();
  }

  /**
   * Shapes among the layer's attributes, whose extents are tried for open axes of its inputs where
   * not any extents will do; by default none.
   */
  protected List<Shape> knownShapes() {
    return List.of();
  }

  /** Whether floating inputs are converted to the layer's compute type. */
  protected boolean autocast() {
    return true;
  }

  @Override
  public void configure(Config config) {
    configureBase(config);
  }

  @Override
  public void annotate(JsonObject serialized) {
    JsonObject built = BuildConfig.of(this);
    if (built != null) {
      serialized.add("build_config", built);
    }
  }

  /** The attributes every layer has. */
  protected final void configureBase(Config config) {
    configureState(config);
    if (config.optional("activity_regularizer", activityRegularizer != null)) {
      configureActivityRegularizer(config);
    }
  }

  /**
   * The attribute {@code activity_regularizer}, for the layers that write it even where it is null.
   */
  protected final void configureActivityRegularizer(Config config) {
    activityRegularizer =
        config.object("activity_regularizer", activityRegularizer, Regularizers.REGISTRY);
  }

  /** Builds the layer for the shape that it was written with, if there is one. */
  public final void buildAsWritten(JsonObject serialized) {
    Shape shape = BuildConfig.shape(serialized);
    if (shape != null) {
      ensureBuilt(List.of(shape));
    }
  }

  /** Builds the layer for these input shapes if it is not built. */
  public final void ensureBuilt(List<Shape> inputs) {
    ensureBuilt(inputs, inputs);
  }

  /** Builds the layer, and remembers other shapes than it is built for. */
  private void ensureBuilt(List<Shape> inputs, List<Shape> remembered) {
    if (!built) {
      buildShapes = List.copyOf(remembered);
      try {
        build(inputs);
      } catch (ShapeException e) {
        throw named(e);
      }
      adaptation.built();
      built = true;
    }
  }

  /** Builds the layer while it computes: of the batch nothing is known but this one's extent. */
  final void ensureBuiltWhileCalled(List<Shape> inputs) {
    ensureBuilt(inputs, inputs.stream().map(Layer::openBatch).toList());
  }

  private static Shape openBatch(Shape shape) {
    return shape.dimension() == 0 ? shape : new Shape(-1).addAll(shape.slice(1));
  }

  // What a model asks a layer.

  /** Applies the layer to tensors: builds it, converts inputs, carries masks, adds its losses. */
  public final List<Tensor> invoke(Trace trace, List<Tensor> inputs, Map<String, Object> named) {
    return invoke(trace, inputs, inputs, named);
  }

  /**
   * Applies the layer.
   *
   * @param inputs the tensors among the arguments by position
   * @param positional these arguments as they stand: tensors, plain values, lists and maps of both
   */
  final List<Tensor> invoke(
      Trace trace, List<Tensor> inputs, List<?> positional, Map<String, Object> named) {
    return new Invocation(this, trace, positional, named).run(inputs, true);
  }

  /** Applies the layer as a part of another one, which its activity regularizer does not see. */
  final List<Tensor> invokeUnregularized(
      Trace trace, List<Tensor> inputs, Map<String, Object> named) {
    return new Invocation(this, trace, inputs, named).run(inputs, false);
  }

  /** Uses the layer in a model under construction. */
  public final KerasTensor apply(KerasTensor... inputs) {
    if (inputs == null || Arrays.asList(inputs).contains(null)) {
      throw new IllegalArgumentException(
          this + " is applied to null; give it tensors, of inputTensor(...) or of other layers");
    }
    List<?> arguments = inputs.length == 1 ? List.of(inputs[0]) : List.of(Arrays.asList(inputs));
    return applyAll(arguments, Map.of()).get(0);
  }

  /** Uses the layer in a model under construction, with arguments by position and by name. */
  public final List<KerasTensor> applyAll(List<?> positional, Map<String, ?> named) {
    return SymbolicCalls.apply(this, positional, named);
  }

  /**
   * Computes what the layer gives again for the gradients, or keeps it: as if the layer had been
   * made in this scope, which need not be open, or in none where it is null.
   */
  public final void remat(RematScope scope) {
    remat = scope;
  }

  /** Whether what the layer has given is to be computed again. */
  final boolean isRecomputed(List<Tensor> outputs) {
    return remat != null && remat.includes(this, outputs);
  }

  /** Remembers the first use in a model under construction. */
  final void noteUse(LayerCall call) {
    firstUse.note(call);
  }

  /**
   * The tensors the layer was given where it was first used in a model under construction, as in
   * Keras; a layer that is used again keeps the first.
   *
   * @throws IllegalStateException if it was never used
   */
  public List<KerasTensor> inputs() {
    return firstUse.get("input").allInputs();
  }

  /**
   * The tensors the layer made where it was first used in a model under construction, as in Keras;
   * a layer that is used again keeps the first.
   *
   * @throws IllegalStateException if it was never used
   */
  public List<KerasTensor> outputs() {
    return firstUse.get("output").outputs();
  }

  /**
   * The only one of {@link #inputs}.
   *
   * @throws IllegalStateException if there is none or there are several
   */
  public final KerasTensor input() {
    return firstUse.only("input", inputs());
  }

  /**
   * The only one of {@link #outputs}: {@code new Model(model.input(),
   * model.layer("features").output())} gives what a layer inside computes.
   *
   * @throws IllegalStateException if there is none or there are several
   */
  public final KerasTensor output() {
    return firstUse.only("output", outputs());
  }

  /** The input shapes the layer was built for; empty before. */
  public final List<Shape> buildShapes() {
    return buildShapes;
  }

  @Override
  public final boolean isBuilt() {
    return built;
  }

  // Kernels in few bits, and thin matrices beside them.

  /** The kernels that quantization and LoRA change, and in which modes; by default none. */
  protected Adaptable adaptable() {
    return Adaptable.NONE;
  }

  /** How the kernels are quantized and adapted. */
  public final Adaptation adaptation() {
    return adaptation;
  }

  /** {@link #enableLora(int, Double)} with an alpha of the rank, so that the factor is 1. */
  public final void enableLora(int rank) {
    enableLora(rank, null);
  }

  /**
   * Adapts the kernel by two thin matrices (LoRA; Hu et al., 2021), which are trained instead of
   * it: {@code kernel + alpha / rank * a . b}, where {@code b} begins with zeros. Compile the model
   * again afterwards. Files have the product in the kernel.
   *
   * @param rank the matrices' inner extent
   * @param alpha null for the rank
   * @throws ConfigException if the layer has no such kernel, is not built, has LoRA already, or its
   *     kernel has a constraint
   */
  public final void enableLora(int rank, Double alpha) {
    adaptation.enableLora(rank, alpha);
  }

  /** The penalty on the outputs, or null. */
  public Regularizer activityRegularizer() {
    return activityRegularizer;
  }

  /** Sets the penalty on the outputs. */
  public void setActivityRegularizer(Regularizer regularizer) {
    activityRegularizer = regularizer;
  }
}
