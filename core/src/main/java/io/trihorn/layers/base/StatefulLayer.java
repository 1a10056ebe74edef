package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Config;
import io.trihorn.constraints.Constraint;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.initializers.Initializer;
import io.trihorn.regularizers.Regularizer;
import io.trihorn.state.SeedGenerator;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;

/**
 * What a layer has: weights, random states, states kept from batch to batch, and layers inside it,
 * which have such too; their element types, and what of them training may change.
 */
public abstract sealed class StatefulLayer extends NamedLayer permits Layer {
  private boolean trainable = true;
  private final LayerPolicy policy = new LayerPolicy(this);
  private final Users users = new Users();
  private final LayerState state = new LayerState();

  /** A layer without weights. */
  StatefulLayer() {}

  /** Whether the weights exist. */
  public abstract boolean isBuilt();

  /** The attributes {@code name}, {@code trainable} and {@code dtype}. */
  final void configureState(Config config) {
    configureName(config);
    trainable = config.bool("trainable", trainable);
    policy.configure(config);
  }

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

  /** Makes another layer part of this one: its weights become this layer's too. */
  protected final <L extends Layer> L track(L child) {
    if (child != null) {
      state.add(child);
      ((StatefulLayer) child).policy.in(leadsPaths() ? policy : null);
      ((StatefulLayer) child).users.add(this);
    }
    return child;
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

  /** Whether something that this layer is in has another layer of a name. */
  public final boolean isBeside(String otherName) {
    return users.anyMatch(
        user ->
            user.children().stream()
                .anyMatch(
                    other -> other != this && other.isNamed() && otherName.equals(other.name())));
  }

  /** Gives the layer a name; it must be unique in a model. */
  public final void setName(String newName) {
    if (state.hasOwn()) {
      throw new IllegalStateException(
          "layer '" + name() + "' has weights that bear its name already; name it before");
    }
    assignName(newName);
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
    if (isBuilt()) {
      throw new IllegalStateException(
          "layer '" + name() + "' is built already; set its dtype before");
    }
    policy.set(value);
  }

  /** The weights have become others: tells the models that the layer is in. */
  protected void changed() {
    users.forEach(StatefulLayer::changed);
  }

  /** The weights that files have, in Keras's order; by default the layer's own. */
  public List<Weight> savedWeights() {
    return ownWeights();
  }
}
