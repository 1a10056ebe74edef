package io.trihorn.layers;

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
 * number of time steps: the layer is traced into graphs that are thrown away, for two sets of
 * extents; those of the results that differ between the two are open.
 */
final class SymbolicCalls {
  // Two primes for each axis, unlikely to be an extent that a layer makes by itself.
  private static final long[][] PROBES = {
    {83, 89}, {97, 101}, {103, 107}, {109, 113}, {127, 131}, {137, 139}
  };

  private SymbolicCalls() {}

  static List<KerasTensor> apply(Layer layer, List<?> positional, Map<String, ?> named) {
    LayerCall call = new LayerCall(layer, positional, named);
    layer.ensureBuilt(call.inputShapes());
    boolean open = call.allInputs().stream().anyMatch(t -> isOpen(t.shape()));
    List<TensorType> first;
    List<TensorType> second;
    try {
      first = probe(call, 0, false);
      second = open ? probe(call, 1, false) : first;
    } catch (ShapeException e) {
      if (call.allInputs().stream().noneMatch(t -> isOpen(t.shape().slice(1)))) {
        throw e;
      }
      // Open extents may have to be those that another input has there.
      first = probe(call, 0, true);
      second = probe(call, 1, true);
    }
    List<KerasTensor> outputs = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      outputs.add(
          new KerasTensor(merge(first.get(i), second.get(i)), first.get(i).dtype(), call, i));
    }
    call.setOutputs(outputs);
    return outputs;
  }

  /** The tensor a layer without inputs stands for. */
  static KerasTensor source(Layer layer, Shape shape, DataType dtype) {
    LayerCall call = new LayerCall(layer, List.of(), Map.of());
    layer.ensureBuilt(List.of());
    KerasTensor output = new KerasTensor(shape, dtype, call, 0);
    call.setOutputs(List.of(output));
    return output;
  }

  private static boolean isOpen(Shape shape) {
    for (long d : shape.getShape()) {
      if (d < 0) {
        return true;
      }
    }
    return false;
  }

  private static List<TensorType> probe(LayerCall call, int set, boolean alike) {
    GraphBuilder builder = new GraphBuilder();
    Trace trace = new Trace(builder, false);
    Map<KerasTensor, Tensor> values = new HashMap<>();
    List<Shape> shapes = call.allInputs().stream().map(KerasTensor::shape).toList();
    for (KerasTensor t : call.allInputs()) {
      Shape closed = close(t.shape(), set, alike ? shapes : List.of());
      values.computeIfAbsent(
          t, k -> new Tensor(builder, builder.parameter("x", new TensorType(k.dtype(), closed))));
    }
    return call.invoke(trace, values::get).stream().map(Tensor::type).toList();
  }

  /** The shape with an extent on every open axis, one that the others have there if one has. */
  private static Shape close(Shape shape, int set, List<Shape> others) {
    long[] dims = shape.getShape().clone();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        int axis = i;
        dims[i] =
            others.stream()
                .filter(s -> s.dimension() == dims.length && s.get(axis) > 1)
                .mapToLong(s -> s.get(axis))
                .findFirst()
                .orElse(PROBES[Math.min(axis, PROBES.length - 1)][set]);
      }
    }
    return new Shape(dims);
  }

  private static Shape merge(TensorType a, TensorType b) {
    long[] dims = a.dims();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] != b.dim(i)) {
        dims[i] = -1;
      }
    }
    return new Shape(dims);
  }
}
