package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the shapes of a layer's results while extents are open, the batch's or others such as the
 * number of time steps: the layer says them, or is traced into graphs that are thrown away.
 */
public final class SymbolicCalls {
  private SymbolicCalls() {}

  static List<KerasTensor> apply(Layer layer, List<?> positional, Map<String, ?> named) {
    LayerCall call = new LayerCall(layer, positional, named);
    if (call.inputShapes().isEmpty()) {
      throw layer.named(
          new ShapeException("is called without a tensor; give it the tensors it is to work on"));
    }
    layer.ensureBuilt(call.inputShapes());
    List<TensorSpec> specs = outputSpec(layer, call);
    if (specs.isEmpty()) {
      requireNumbers(call);
      List<KerasTensor> tensors = call.allInputs().stream().distinct().toList();
      List<Shape> shaped = new ArrayList<>(tensors.stream().map(KerasTensor::shape).toList());
      // Not traced, but among their extents may be those that the open ones have to have.
      shaped.addAll(call.constantShapes());
      shaped.addAll(layer.knownShapes());
      OpenAxes axes = OpenAxes.of(shaped);
      specs = ShapeProbe.outputs(axes, shapes -> trace(call, tensors, shapes));
    }
    List<KerasTensor> outputs = new ArrayList<>();
    for (TensorSpec spec : specs) {
      outputs.add(new KerasTensor(spec.shape(), spec.dtype(), call, outputs.size()));
    }
    call.setOutputs(outputs);
    return outputs;
  }

  private static List<TensorSpec> outputSpec(Layer layer, LayerCall call) {
    try {
      return layer.computeOutputSpec(
          call.inputs().stream().map(t -> new TensorSpec(t.shape(), t.dtype())).toList());
    } catch (ShapeException e) {
      throw layer.named(e);
    }
  }

  private static void requireNumbers(LayerCall call) {
    for (KerasTensor t : call.allInputs()) {
      if (t.dtype() == DataType.STRING) {
        throw call.layer()
            .named(
                new ShapeException(
                    "takes numbers, but '"
                        + t.layer().name()
                        + "' gives texts; put TextVectorization, StringLookup or Hashing between"));
      }
    }
  }

  /** The tensor a layer without inputs stands for. */
  public static KerasTensor source(Layer layer, Shape shape, DataType dtype) {
    LayerCall call = new LayerCall(layer, List.of(), Map.of());
    layer.ensureBuilt(List.of());
    KerasTensor output = new KerasTensor(shape, dtype, call, 0);
    call.setOutputs(List.of(output));
    return output;
  }

  /** The types of the results for closed shapes of the tensors that a call takes. */
  private static List<TensorType> trace(
      LayerCall call, List<KerasTensor> tensors, List<Shape> shapes) {
    GraphBuilder builder = new GraphBuilder();
    Map<KerasTensor, Tensor> values = new HashMap<>();
    for (int i = 0; i < tensors.size(); i++) {
      TensorType type = new TensorType(tensors.get(i).dtype(), shapes.get(i));
      values.put(tensors.get(i), new Tensor(builder, builder.parameter("x", type)));
    }
    Trace trace = new Trace(builder, false);
    return call.invoke(trace, values::get).stream().map(Tensor::type).toList();
  }
}
