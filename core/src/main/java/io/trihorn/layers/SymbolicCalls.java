package io.trihorn.layers;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the shapes of a layer's results while the batch extent is open: the layer is traced into
 * graphs that are thrown away, for two batch extents; extents that differ between the two are open.
 */
final class SymbolicCalls {
  // Two primes unlikely to be an extent that a layer makes by itself.
  private static final long[] PROBES = {83, 89};

  private SymbolicCalls() {}

  static List<KerasTensor> apply(Layer layer, List<?> positional, Map<String, ?> named) {
    LayerCall call = new LayerCall(layer, positional, named);
    layer.ensureBuilt(call.inputs().stream().map(KerasTensor::shape).toList());
    boolean open = call.allInputs().stream().anyMatch(t -> isOpen(t.shape()));
    List<TensorType> first = probe(call, PROBES[0]);
    List<TensorType> second = open ? probe(call, PROBES[1]) : first;
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

  private static List<TensorType> probe(LayerCall call, long batch) {
    GraphBuilder builder = new GraphBuilder();
    Trace trace = new Trace(builder, false);
    Map<KerasTensor, Tensor> values = new HashMap<>();
    for (KerasTensor t : call.allInputs()) {
      values.computeIfAbsent(
          t,
          k ->
              new Tensor(
                  builder,
                  builder.parameter("x", new TensorType(k.dtype(), close(k.shape(), batch)))));
    }
    List<Tensor> inputs = call.inputs().stream().map(values::get).toList();
    return call.layer().invoke(trace, inputs, call.namedWith(values::get)).stream()
        .map(Tensor::type)
        .toList();
  }

  private static Shape close(Shape shape, long batch) {
    long[] dims = shape.getShape().clone();
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] < 0) {
        if (i > 0) {
          throw new ShapeException(
              "only the batch axis may be open, but the shape is "
                  + shape
                  + "; give the extent of axis "
                  + i);
        }
        dims[i] = batch;
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
