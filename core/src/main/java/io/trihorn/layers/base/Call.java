package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Tensor;
import io.trihorn.state.LoopTrace;
import io.trihorn.state.SeedGenerator;
import io.trihorn.state.Stages;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a layer can ask and do while it computes: one for each use of a layer in a {@link Trace}.
 */
public final class Call {
  private final Layer layer;
  private final Trace trace;
  private final List<Tensor> masks;
  private final List<?> positional;
  private final Map<String, Object> arguments;

  Call(
      Layer layer,
      Trace trace,
      List<Tensor> masks,
      List<?> positional,
      Map<String, Object> arguments) {
    this.layer = layer;
    this.trace = trace;
    this.masks = Collections.unmodifiableList(masks);
    this.positional = Collections.unmodifiableList(positional);
    this.arguments = arguments;
  }

  /** The trace this call belongs to. */
  public Trace trace() {
    return trace;
  }

  /**
   * Whether the layer should behave as in training; the argument {@code training} decides first.
   */
  public boolean training() {
    return arguments.get("training") instanceof Boolean b ? b : trace.training();
  }

  /** The mask of an input, or null. */
  public Tensor mask(int input) {
    return input < masks.size() ? masks.get(input) : null;
  }

  /** The masks of all inputs, null where an input has none. */
  public List<Tensor> masks() {
    return masks;
  }

  /** A tensor given by name besides the inputs, or null. */
  public Tensor tensor(String name) {
    return arguments.get(name) instanceof Tensor t ? t : null;
  }

  /** Tensors given by name besides the inputs; empty where there are none. */
  public List<Tensor> tensors(String name) {
    Object value = arguments.get(name);
    if (value instanceof List<?> list) {
      return list.stream().map(Tensor.class::cast).toList();
    }
    return value instanceof Tensor t ? List.of(t) : List.of();
  }

  /** A switch given by name, or the default. */
  public boolean flag(String name, boolean otherwise) {
    return arguments.get(name) instanceof Boolean b ? b : otherwise;
  }

  /** Everything given by name besides the inputs: tensors, lists of tensors, plain values. */
  public Map<String, Object> arguments() {
    return arguments;
  }

  /**
   * Everything given by position: the inputs where they stand, and plain values, lists and maps
   * between and around them.
   */
  public List<?> positional() {
    return positional;
  }

  /** The value of a weight, floating ones in the layer's compute type. */
  public Tensor read(Weight weight) {
    Tensor value = trace.read(weight.variable());
    DataType compute = layer.dtypePolicy().compute();
    return value.dtype().isFloating() ? Ops.cast(value, compute) : value;
  }

  /** The value of a weight in the type it is stored in. */
  public Tensor readStored(Weight weight) {
    return trace.read(weight.variable());
  }

  /** Gives a weight a new value, converted to the type it is stored in. */
  public void assign(Weight weight, Tensor value) {
    trace.assign(weight.variable(), Ops.cast(value, weight.type().dtype()));
  }

  /** Adds a scalar to the model's loss. */
  public void addLoss(Tensor loss) {
    trace.addLoss(loss);
  }

  /** A fresh random key {@code (2)}, int32. */
  public Tensor key(SeedGenerator generator) {
    return generator.next(trace);
  }

  /**
   * What a wrapper hands on to the layer inside besides inputs: the first input's mask, and whether
   * this is training where that was said by argument.
   */
  public Map<String, Object> handedOn() {
    Map<String, Object> named = new HashMap<>();
    if (mask(0) != null) {
      named.put("mask", mask(0));
    }
    if (arguments.get("training") instanceof Boolean b) {
      named.put("training", b);
    }
    return named;
  }

  /** This call for a part of the layer, which reads weights in its own compute type. */
  public Call of(Layer part) {
    return new Call(part, trace, masks, positional, arguments);
  }

  /** This call in another trace, such as the body of a loop. */
  public Call in(Trace other) {
    return new Call(layer, other, masks, positional, arguments);
  }

  /** Applies another layer to one tensor. */
  public Tensor apply(Layer other, Tensor x) {
    return other.invoke(trace, List.of(x), Map.of()).get(0);
  }

  /** Applies another layer, handing on whether this is training. */
  public List<Tensor> apply(Layer other, List<Tensor> inputs, Map<String, Object> named) {
    return other.invoke(trace, inputs, named);
  }

  /**
   * Applies another layer without its activity regularizer, as layers of Keras do that use another
   * one's {@code call} and not the layer itself.
   */
  public List<Tensor> applyUnregularized(
      Layer other, List<Tensor> inputs, Map<String, Object> named) {
    return other.invokeUnregularized(trace, inputs, named);
  }

  /**
   * Whether a boolean scalar is true, for Java's own {@code if} and {@code while}. What it depends
   * on is computed at this point, and the rest is traced for what it was: once for each way that
   * the decisions of a call go. A layer that decides runs in {@code DynamicModel}s, on tapes, and
   * in the steps and predictions of models; there it cuts the program in two.
   *
   * @throws UnsupportedOperationException where the graph must be whole, as in exports
   */
  public boolean isTrue(Tensor condition) {
    if (condition.dtype() != DataType.BOOLEAN) {
      throw new ShapeException("isTrue: expected a boolean scalar, but got " + condition.type());
    }
    return seen("isTrue", condition).getLong(0) != 0;
  }

  /**
   * The value of a scalar, such as a number of rounds, computed at this point as {@link #isTrue}
   * does. The rest is traced for this very number: where only a comparison matters, make it with
   * {@code Ops} and ask {@link #isTrue}.
   *
   * @throws UnsupportedOperationException where the graph must be whole, as in exports
   */
  public double number(Tensor scalar) {
    return seen("number", scalar).getDouble(0);
  }

  private TensorData seen(String question, Tensor scalar) {
    if (scalar.type().size() != 1) {
      throw new ShapeException(question + ": expected a scalar, but got " + scalar.type());
    }
    Value value = scalar.value();
    TensorData known = value.op() instanceof Leaf.Constant constant ? constant.value() : null;
    if (known != null) {
      return known;
    }
    if (trace.stages() == null) {
      throw new UnsupportedOperationException(
          "layer '"
              + layer.name()
              + "' decides by a value ("
              + question
              + "), which is not there while a graph is written as a whole, as for exports, or"
              + " while a model is wired, unless the layer overrides computeOutputSpec; call it on"
              + " arrays, or choose by Ops.where");
    }
    Tensor seen = trace.stages().take(List.of(scalar), Stages.Next.NUMBERS).get(0);
    return ((Leaf.Constant) seen.value().op()).value();
  }

  /**
   * A loop over the leading axis of sequences; see {@link io.trihorn.graph.Control.Scan}. The body
   * is traced once; weights it reads, and outer tensors it takes through {@link LoopTrace#capture},
   * become invariants of the loop.
   *
   * @param carries what is handed from step to step
   * @param sequences arrays {@code (length, ...)}, sliced along the first axis
   * @param length number of steps
   * @param reverse whether to run from the last position to the first
   */
  public LoopTrace.Result scan(
      List<Tensor> carries,
      List<Tensor> sequences,
      int length,
      boolean reverse,
      LoopTrace.Body body) {
    return LoopTrace.scan(trace, carries, sequences, length, reverse, body);
  }

  /** The graph under construction. */
  public GraphBuilder builder() {
    return trace.builder();
  }
}
