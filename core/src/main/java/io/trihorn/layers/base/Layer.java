package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.gson.JsonObject;
import io.trihorn.config.Config;
import io.trihorn.config.ConfigException;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.constraints.Constraint;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.logging.Slf4j;
import io.trihorn.ops.Tensor;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.regularizers.Regularizers;
import io.trihorn.state.SeedGenerator;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
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
public abstract class Layer implements Configurable {
  static {
    Slf4j.quietWithoutProvider();
  }

  private String name;

  /** Whether the name came from a model, which counts, and not from a user or a file. */
  private boolean numbered;

  private boolean trainable = true;
  private final LayerPolicy policy = new LayerPolicy(this);
  private final Users users = new Users();
  private boolean built;
  private final FirstUse firstUse = new FirstUse(this);
  private List<Shape> buildShapes = List.of();
  private Regularizer activityRegularizer;
  private RematScope remat = RematScope.current();
  private final LayerState state = new LayerState();
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
    String given = config.text("name", config.reading() ? name : name());
    if (config.reading()) {
      assignName(given);
    }
    trainable = config.bool("trainable", trainable);
    policy.configure(config);
    if (config.reading() || activityRegularizer != null) {
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

  // What a layer uses to build itself.

  /** Adds a trainable weight. */
  protected final Weight addWeight(String weightName, Shape shape, Initializer initializer) {
    return addWeight(weightName, shape, initializer, true, null, null);
  }

  /** Adds a trainable weight as its attributes say. */
  protected final Weight addWeight(String weightName, Shape shape, WeightSpec spec) {
    return addWeight(
        weightName, shape, spec.initializer(), true, spec.regularizer(), spec.constraint());
  }

  /** Adds a weight; the regularizer and the constraint may be null. */
  protected final Weight addWeight(
      String weightName,
      Shape shape,
      Initializer initializer,
      boolean isTrainable,
      Regularizer regularizer,
      Constraint constraint) {
    for (long d : shape.getShape()) {
      if (d < 0) {
        throw new ShapeException(
            "layer '"
                + name()
                + "': weight '"
                + weightName
                + "' would have the open shape "
                + shape
                + "; the input needs known extents on all axes but the batch");
      }
    }
    if (policy.variable() == DataType.STRING) {
      throw new ShapeException(
          "layer '%s' (%s): weights cannot be of texts; the dtype string is for inputs only"
              .formatted(name(), className()));
    }
    Variable variable =
        new Variable(
            name() + "/" + weightName,
            new TensorType(policy.variable(), shape),
            policy.path() + "/" + weightName);
    Weight weight =
        new Weight(weightName, variable, initializer, isTrainable, regularizer, constraint);
    state.add(weight);
    return weight;
  }

  /**
   * Makes a weight one of this layer's own: one of another element type, or one that a layer inside
   * has too.
   */
  protected final Weight own(Weight weight) {
    state.add(weight);
    return weight;
  }

  /** Adds a weight of an element type of its own, which is not trained. */
  final Weight ownFixed(String weightName, DataType dtype, Shape shape, Initializer initializer) {
    Variable variable = new Variable(name() + "/" + weightName, new TensorType(dtype, shape));
    return own(new Weight(weightName, variable, initializer, false, null, null));
  }

  /** A weight is the layer's own no more. */
  final void disown(Weight weight) {
    state.remove(weight);
  }

  /** Adds a state that layers keep from batch to batch: it is no weight, and files have none. */
  protected final Weight addState(String stateName, Shape shape, Initializer initializer) {
    Weight kept =
        Weight.state(
            stateName,
            name() + "/" + stateName,
            new TensorType(policy.variable(), shape),
            initializer);
    state.keep(kept);
    return kept;
  }

  /** Adds a random state; a null seed means that the model's seed decides. */
  protected final SeedGenerator addSeedGenerator(Integer seed) {
    SeedGenerator generator = new SeedGenerator(name(), seed);
    state.add(generator);
    return generator;
  }

  /** Builds the layer for the shape that it was written with, if there is one. */
  public final void buildAsWritten(JsonObject serialized) {
    Shape shape = BuildConfig.shape(serialized);
    if (shape != null) {
      ensureBuilt(List.of(shape));
    }
  }

  /** Makes another layer part of this one: its weights become this layer's too. */
  protected final <L extends Layer> L track(L child) {
    if (child != null) {
      state.add(child);
      ((Layer) child).policy.in(leadsPaths() ? policy : null);
      ((Layer) child).users.add(this);
    }
    return child;
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

  /** The exception with this layer's name. */
  final ShapeException named(ShapeException e) {
    return e.getMessage().startsWith("layer '")
        ? e
        : new ShapeException("layer '" + name() + "' (" + className() + "): " + e.getMessage());
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

  /**
   * The penalties on this layer's trained weights, and those of the layers in it, in this trace.
   */
  public final void addWeightLosses(Trace trace) {
    if (trainable) {
      state.addOwnLosses(trace);
    }
    if (trainable || !freezesInner()) {
      children().forEach(child -> child.addWeightLosses(trace));
    }
  }

  /** The weights that are this layer's own, not those of the layers inside: trainable, others. */
  public final List<Weight> ownWeights() {
    return state.own();
  }

  /** All weights, in Keras's order: own trainable, own others, then those of the layers inside. */
  public final List<Weight> weights() {
    return state.weights();
  }

  /** The weights training may change: none where the layer is frozen. */
  public final List<Weight> trainableWeights() {
    return trainable ? freeWeights() : List.of();
  }

  /** The weights training may change as those of a layer inside another. */
  final List<Weight> freeWeights() {
    return trainable || !freezesInner() ? state.trainable(trainable) : List.of();
  }

  /**
   * Whether the layers inside are frozen where this one says so; not where files have each of them
   * with an answer of its own, as those of models and wrappers.
   */
  protected boolean freezesInner() {
    return true;
  }

  /** Random states, of this layer and of the layers inside. */
  public final List<Weight> seedStates() {
    return state.seedStates();
  }

  /** The states kept from batch to batch, of this layer and of the layers inside. */
  public final List<Weight> keptStates() {
    return state.kept();
  }

  /** All state: weights, random states, states kept from batch to batch. */
  public final List<Weight> variables() {
    List<Weight> all = new ArrayList<>(weights());
    all.addAll(seedStates());
    all.addAll(keptStates());
    return all;
  }

  /**
   * A number that is another one after {@link #variables} have become others, and costs less than
   * to compare them.
   */
  public final long variableChanges() {
    return state.changes();
  }

  /** The layers inside this one. */
  public final List<Layer> children() {
    return state.children();
  }

  /** The input shapes the layer was built for; empty before. */
  public final List<Shape> buildShapes() {
    return buildShapes;
  }

  /** Whether the weights exist. */
  public final boolean isBuilt() {
    return built;
  }

  /** The name; until one is given, the class name in Keras's spelling. */
  public final String name() {
    return name == null ? defaultName() : name;
  }

  /**
   * The name of a layer that was given none: the class name in Keras's spelling, or {@code layer}
   * where the class has no name.
   */
  public String defaultName() {
    String name = Names.snake(className());
    return name.isEmpty() ? "layer" : name;
  }

  /** Whether there is a name, given by a user or a file, or by a model. */
  public final boolean isNamed() {
    return name != null;
  }

  /** Whether a user or a file gave the name, so that no model may give another. */
  public final boolean isNameGiven() {
    return name != null && !numbered;
  }

  /** Whether something that this layer is in has another layer of a name. */
  public final boolean isBeside(String otherName) {
    return users.anyMatch(
        user ->
            user.children().stream()
                .anyMatch(other -> other != this && otherName.equals(other.name)));
  }

  /** Gives the layer a name; it must be unique in a model. */
  public final void setName(String newName) {
    if (state.hasOwn()) {
      throw new IllegalStateException(
          "layer '" + name() + "' has weights that bear its name already; name it before");
    }
    assignName(newName);
  }

  /** Gives the layer a name also when it is built already. */
  public final void assignName(String newName) {
    name = newName;
    numbered = false;
  }

  /**
   * The name a model gives a layer that a user gave none. It may become another one where the layer
   * enters a further model that has a layer of this name.
   */
  public final void assignNumberedName(String modelName) {
    name = modelName;
    numbered = true;
  }

  /** Whether training may change the weights. */
  public final boolean isTrainable() {
    return trainable;
  }

  /**
   * Freezes the layer and all in it, or sets them free; a model must be compiled again to notice.
   */
  public final void setTrainable(boolean value) {
    trainable = value;
    children().forEach(child -> child.setTrainable(value));
  }

  /** Takes from a file whether the layer, apart from those in it, is free. */
  protected final void assignTrainable(boolean value) {
    trainable = value;
  }

  /** The element types the layer works in: of a map of policies, the one for its path. */
  public final DtypePolicy dtypePolicy() {
    return policy.get();
  }

  /** Whether paths of the layers inside begin with this one's; not in models, by default yes. */
  protected boolean leadsPaths() {
    return true;
  }

  final LayerPolicy policy() {
    return policy;
  }

  /** Gives a layer inside, before it is built, this one's policy, which may be a map. */
  protected final void handDtypePolicyTo(Layer child) {
    policy.handTo(child);
  }

  /** Sets the element types the layer works in, before it is built. */
  public final void setDtypePolicy(DtypePolicy value) {
    if (built) {
      throw new IllegalStateException(
          "layer '" + name() + "' is built already; set its dtype before");
    }
    policy.set(value);
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

  /** The weights have become others: tells the models that the layer is in. */
  protected void changed() {
    users.forEach(Layer::changed);
  }

  /** The weights that files have, in Keras's order; by default the layer's own. */
  public List<Weight> savedWeights() {
    return ownWeights();
  }

  /** The penalty on the outputs, or null. */
  public Regularizer activityRegularizer() {
    return activityRegularizer;
  }

  /** Sets the penalty on the outputs. */
  public void setActivityRegularizer(Regularizer regularizer) {
    activityRegularizer = regularizer;
  }

  @Override
  public String toString() {
    return className() + " '" + name() + "'";
  }
}
