package io.trihorn.layers.base;

import ai.djl.ndarray.types.Shape;
import io.trihorn.config.Constant;
import io.trihorn.config.Slice;
import io.trihorn.config.Trees;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * One use of a layer in a model under construction. Arguments are trees: a {@link KerasTensor}, an
 * array ({@link Constant}), a list or map of arguments, a {@link Slice}, or a plain value (number,
 * text, boolean or null).
 */
public final class LayerCall {
  private final Layer layer;
  private final List<Object> positional;
  private final Map<String, Object> named;
  private List<KerasTensor> outputs = List.of();

  LayerCall(Layer layer, List<?> positional, Map<String, ?> named) {
    this.layer = layer;
    List<Object> inPlace = new ArrayList<>(positional);
    Map<String, Object> others = new LinkedHashMap<>(named);
    for (String name : layer.inputNames()) {
      if (layer.inputNames().indexOf(name) == inPlace.size()
          && others.get(name) instanceof KerasTensor) {
        inPlace.add(others.remove(name));
      }
    }
    this.positional = Collections.unmodifiableList(inPlace);
    this.named = Collections.unmodifiableMap(others);
  }

  /** The layer. */
  public Layer layer() {
    return layer;
  }

  /** The arguments by position. */
  public List<Object> positional() {
    return positional;
  }

  /** The arguments by name. */
  public Map<String, Object> named() {
    return named;
  }

  /** The tensors made. */
  public List<KerasTensor> outputs() {
    return outputs;
  }

  void setOutputs(List<KerasTensor> made) {
    outputs = List.copyOf(made);
    layer.noteUse(this);
  }

  /** The tensors among the positional arguments, in order. */
  public List<KerasTensor> inputs() {
    return tensors(positional);
  }

  /** All tensors among the arguments, in order. */
  public List<KerasTensor> allInputs() {
    List<KerasTensor> found = inputs();
    found.addAll(tensors(named));
    return found;
  }

  private static List<KerasTensor> tensors(Object arguments) {
    List<KerasTensor> found = new ArrayList<>();
    Trees.visit(
        arguments,
        leaf -> {
          if (leaf instanceof KerasTensor t) {
            found.add(t);
          }
        });
    return found;
  }

  /** The shapes of the tensors and arrays among the positional arguments. */
  List<Shape> inputShapes() {
    List<Shape> shapes = new ArrayList<>();
    Trees.visit(
        positional,
        leaf -> {
          if (leaf instanceof KerasTensor t) {
            shapes.add(t.shape());
          } else if (leaf instanceof Constant c) {
            shapes.add(c.data().shape());
          }
        });
    return shapes;
  }

  /** The shapes of the arrays among all arguments. */
  List<Shape> constantShapes() {
    List<Shape> shapes = new ArrayList<>();
    Trees.visit(
        List.of(positional, named),
        leaf -> {
          if (leaf instanceof Constant c) {
            shapes.add(c.data().shape());
          }
        });
    return shapes;
  }

  /** The arguments by position with each tensor replaced. */
  public List<Object> positionalWith(Function<KerasTensor, Object> values) {
    return Trees.replaceAll(positional, replacement(values));
  }

  /** The named arguments with each tensor replaced. */
  public Map<String, Object> namedWith(Function<KerasTensor, Object> values) {
    return Trees.replaceAll(named, replacement(values));
  }

  private static UnaryOperator<Object> replacement(Function<KerasTensor, Object> values) {
    return leaf -> leaf instanceof KerasTensor t ? values.apply(t) : leaf;
  }

  /** Applies the layer to values of its tensors; arrays among the arguments become constants. */
  public List<Tensor> invoke(Trace trace, Function<KerasTensor, Tensor> values) {
    UnaryOperator<Object> leaves =
        leaf -> {
          if (leaf instanceof Constant c) {
            return Tensor.constant(trace.builder(), c.data());
          }
          return leaf instanceof KerasTensor t ? values.apply(t) : leaf;
        };
    List<Object> arguments = Trees.replaceAll(positional, leaves);
    List<Tensor> inputs = new ArrayList<>();
    Trees.visit(
        arguments,
        leaf -> {
          if (leaf instanceof Tensor t) {
            inputs.add(t);
          }
        });
    Map<String, Object> options = new LinkedHashMap<>(Trees.replaceAll(named, leaves));
    // As in Keras, which writes what it was at building time: fit and predict decide.
    options.remove("training");
    return layer.invoke(trace, inputs, arguments, options);
  }
}
