package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.ShapeException;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.OpenAxes;
import io.trihorn.layers.base.ShapeProbe;
import io.trihorn.layers.base.TensorSpec;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The types of an imported graph's outputs while extents are open. The graph is traced for some
 * extents; where it does not take these, or needs the numbers in an input, nothing is wrong as yet:
 * then the file's own declarations count, and the graph is traced for the data that come.
 */
final class OutputShapes {
  private final OnnxGraph layer;
  private final Definition definition;

  OutputShapes(OnnxGraph layer, Definition definition) {
    this.layer = layer;
    this.definition = definition;
  }

  List<TensorSpec> find(List<TensorSpec> inputs) {
    OpenAxes axes = OpenAxes.of(inputs.stream().map(TensorSpec::shape).toList(), names(inputs));
    try {
      return ShapeProbe.outputs(axes, shapes -> trace(inputs, shapes));
    } catch (ShapeException e) {
      return declared(axes.any() ? e.getMessage() : null, new OnnxImportException(e.getMessage()));
    } catch (UnknownValueException e) {
      return declared(mayCome(e) ? e.getMessage() : null, e);
    }
  }

  private List<List<String>> names(List<TensorSpec> inputs) {
    List<List<String>> names = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      int rank = inputs.get(i).shape().dimension();
      boolean known = i < definition.inputs().size();
      names.add(known ? names(definition.inputs().get(i), rank) : Collections.nCopies(rank, ""));
    }
    return names;
  }

  private static List<String> names(ValueInfoProto info, int rank) {
    return info.getType().hasTensorType()
        ? Port.of(info, "input").namesFor(rank)
        : Collections.nCopies(rank, "");
  }

  private List<TensorType> trace(List<TensorSpec> inputs, List<Shape> shapes) {
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      TensorType type = new TensorType(inputs.get(i).dtype(), shapes.get(i));
      tensors.add(new Tensor(builder, builder.parameter("x", type)));
    }
    try {
      return layer.invoke(new Trace(builder, false), tensors, Map.of()).stream()
          .map(Tensor::type)
          .toList();
    } catch (UnknownValueException e) {
      throw e;
    } catch (OnnxImportException e) {
      if (!e.unsupported().isEmpty()) {
        throw e;
      }
      throw new ShapeException(e.getMessage());
    }
  }

  /** Whether what is unknown can be computed when data come. */
  private boolean mayCome(UnknownValueException e) {
    Set<String> inputs = new TreeSet<>(e.sources());
    inputs.removeIf(source -> layer.areWeights(Set.of(source)));
    return !inputs.isEmpty() && definition.inputNames().containsAll(inputs);
  }

  /** What the file declares, if the outputs may be so; else the failure. */
  private List<TensorSpec> declared(String deferrable, OnnxImportException failure) {
    if (deferrable == null) {
      throw failure;
    }
    List<TensorSpec> specs = new ArrayList<>();
    for (ValueInfoProto info : definition.outputs()) {
      Port port = info.getType().hasTensorType() ? Port.of(info, "output") : null;
      if ((port == null || port.dims() == null) && failure instanceof UnknownValueException) {
        throw failure;
      }
      if (port == null || port.dims() == null) {
        throw new OnnxImportException(
            ("%s. The file does not say the shape of output '%s' either; give extents of the"
                    + " inputs by LoadOptions.dimension or LoadOptions.shape")
                .formatted(deferrable, info.getName()),
            failure);
      }
      specs.add(new TensorSpec(new Shape(port.dims()), port.dtype()));
    }
    return specs;
  }
}
