package io.trihorn.state;

import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * One run of Java code that leaves a graph behind: which variables were read and assigned, which
 * losses layers added, which masks tensors carry.
 */
public class Trace {
  private final GraphBuilder builder;
  private final boolean training;
  private final Stages stages;
  private final Map<Variable, Tensor> current = new HashMap<>();
  private final Map<Variable, Tensor> assigned = new LinkedHashMap<>();
  private final List<Tensor> losses = new ArrayList<>();
  private final Map<Value, Tensor> masks = new HashMap<>();
  private final Map<Value, Tensor> wiredMasks = new HashMap<>();

  /** A trace into a graph that is all of what is run. */
  public Trace(GraphBuilder builder, boolean training) {
    this(builder, training, null);
  }

  /**
   * A trace into a graph.
   *
   * @param stages what was computed before; null where the graph must be all of what is run
   */
  public Trace(GraphBuilder builder, boolean training, Stages stages) {
    this.builder = builder;
    this.training = training;
    this.stages = stages;
  }

  /** The graph. */
  public GraphBuilder builder() {
    return builder;
  }

  /** Whether layers behave as in training. */
  public boolean training() {
    return training;
  }

  /** What is computed before this graph; null where nothing can be. */
  public Stages stages() {
    return stages;
  }

  /**
   * The value of a variable at this point: what was assigned last, else its value before the run.
   */
  public Tensor read(Variable variable) {
    return current.computeIfAbsent(variable, this::before);
  }

  /** The value of a variable before the run. */
  protected Tensor before(Variable variable) {
    return new Tensor(builder, builder.read(variable));
  }

  /** Gives a variable a new value, seen by later reads and kept when the run ends. */
  public void assign(Variable variable, Tensor value) {
    current.put(variable, value);
    assigned.put(variable, value);
  }

  /**
   * Cuts what was assigned off from how it came about: gradients of what is read from now on do not
   * go through the assignments, as through those of variables in Keras.
   */
  public void settle() {
    assigned.forEach((variable, value) -> current.put(variable, Ops.stopGradient(value)));
  }

  /**
   * Begins another step in the same graph, after all that was assigned: losses that were added are
   * those of the step before.
   */
  public void nextStep() {
    settle();
    losses.clear();
  }

  /** Runs code for which a variable has another value, which is not kept. */
  public <T> T with(Variable variable, Tensor value, Supplier<T> body) {
    Tensor before = read(variable);
    current.put(variable, value);
    try {
      return body.get();
    } finally {
      current.put(variable, before);
    }
  }

  /** The assignments so far. */
  public Map<Variable, Tensor> assigned() {
    return Collections.unmodifiableMap(assigned);
  }

  /** Adds a scalar to the loss. */
  public void addLoss(Tensor loss) {
    losses.add(loss);
  }

  /** The scalars added so far. */
  public List<Tensor> losses() {
    return Collections.unmodifiableList(losses);
  }

  /** The boolean mask a tensor carries, or null. */
  public Tensor mask(Tensor x) {
    return masks.get(x.value());
  }

  /**
   * The mask that a tensor has in the model's wiring, or null: the one it carries, as long as no
   * {@link #takeMask} was before.
   */
  public Tensor wiredMask(Tensor x) {
    return wiredMasks.containsKey(x.value()) ? wiredMasks.get(x.value()) : mask(x);
  }

  /** Takes the mask off a tensor; in the model's wiring it stays. */
  public void takeMask(Tensor x) {
    if (mask(x) != null) {
      setMasks(x, null, wiredMask(x));
    }
  }

  /** Attaches one mask to a tensor, and another in the model's wiring; null for none. */
  public void setMasks(Tensor x, Tensor mask, Tensor wired) {
    setMask(x, mask);
    if (!Objects.equals(mask, wired)) {
      wiredMasks.put(x.value(), wired);
    }
  }

  /** Attaches a mask to a tensor; null takes it off. */
  public void setMask(Tensor x, Tensor mask) {
    wiredMasks.remove(x.value());
    if (mask == null) {
      masks.remove(x.value());
    } else {
      masks.put(x.value(), mask);
    }
  }
}
