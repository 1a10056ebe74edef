package io.trihorn.layers.core;

import ai.djl.ndarray.types.DataType;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.trihorn.config.Config;
import io.trihorn.config.Registry;
import io.trihorn.graph.ShapeException;
import io.trihorn.layers.Call;
import io.trihorn.layers.Layer;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function of {@code keras.ops} as a node of a model's graph, as Keras saves functional models
 * that carry masks. Tensors are its inputs; plain numbers among its arguments keep their position.
 */
public final class Operation extends Layer {
  private static final Map<String, Function> FUNCTIONS =
      new TreeMap<>(
          Map.of(
              "NotEqual", (x, o) -> Ops.notEqual(x.get(0), x.get(1)),
              "Equal", (x, o) -> Ops.equal(x.get(0), x.get(1)),
              "LogicalOr", (x, o) -> Ops.logicalOr(x.get(0), x.get(1)),
              "LogicalAnd", (x, o) -> Ops.logicalAnd(x.get(0), x.get(1)),
              "LogicalNot", (x, o) -> Ops.logicalNot(x.get(0)),
              "Any", (x, o) -> o.keep(x.get(0), Ops.any(x.get(0), o.axis)),
              "All", (x, o) -> o.keep(x.get(0), Ops.all(x.get(0), o.axis)),
              "ExpandDims", (x, o) -> Shapes.expandDims(x.get(0), o.axis),
              "ConvertToTensor", (x, o) -> x.get(0)));

  private interface Function {
    Tensor apply(List<Tensor> x, Operation attributes);
  }

  private final String function;
  private int axis = -1;
  private boolean keepdims;

  private Operation(String function) {
    this.function = function;
  }

  /** Registers all functions. */
  public static void addTo(Registry<Layer> registry) {
    FUNCTIONS.keySet().forEach(name -> registry.add(name, () -> new Operation(name)));
  }

  private Tensor keep(Tensor x, Tensor reduced) {
    return keepdims ? Shapes.expandDims(reduced, axis < 0 ? axis + x.rank() : axis) : reduced;
  }

  @Override
  public String className() {
    return function;
  }

  @Override
  public String module() {
    return function.equals("ConvertToTensor") ? "keras.src.ops.core" : "keras.src.ops.numpy";
  }

  /** Keras builds no operations. */
  @Override
  public void annotate(JsonObject serialized) {}

  @Override
  public void configure(Config config) {
    String name = config.text("name", name());
    if (config.reading()) {
      assignName(name);
    }
    if (function.equals("Any") || function.equals("All") || function.equals("ExpandDims")) {
      axis = config.integer("axis", axis);
    }
    if (function.equals("Any") || function.equals("All")) {
      keepdims = config.bool("keepdims", keepdims);
    }
    if (function.equals("ConvertToTensor")) {
      for (String key : List.of("dtype", "sparse", "ragged")) {
        config.value(key, null, JsonPrimitive::new, e -> (Boolean) null);
      }
    }
  }

  @Override
  protected boolean autocast() {
    return false;
  }

  @Override
  protected List<Tensor> call(List<Tensor> inputs, Call call) {
    List<Tensor> operands = new ArrayList<>(inputs);
    for (int i = 0; i <= operands.size(); i++) {
      if (call.arguments().get(positional(i)) instanceof Number n) {
        Tensor like = inputs.get(0);
        boolean whole = n.doubleValue() == Math.rint(n.doubleValue());
        DataType dtype = like.dtype().isFloating() || whole ? like.dtype() : DataType.FLOAT32;
        operands.add(i, like.scalar(dtype, n.doubleValue()));
      }
    }
    if (operands.isEmpty()) {
      throw new ShapeException("operation '" + function + "' needs a tensor among its arguments");
    }
    return List.of(FUNCTIONS.get(function).apply(operands, this));
  }

  /** The name under which a plain value at a position is handed to the operation. */
  public static String positional(int index) {
    return "argument_" + index;
  }
}
