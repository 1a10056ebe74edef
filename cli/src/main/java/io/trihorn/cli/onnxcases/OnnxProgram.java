package io.trihorn.cli.onnxcases;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.onnx.imports.OnnxFile;
import io.trihorn.backend.onnx.imports.OnnxGraph;
import io.trihorn.backend.onnx.imports.OnnxImportException;
import io.trihorn.backend.onnx.imports.Port;
import io.trihorn.backend.onnx.imports.UnknownValueException;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model traced for the types of some operands. */
final class OnnxProgram {
  private final OnnxGraph layer;
  private final List<TensorData> feeds = new ArrayList<>();
  private final Graph graph;

  OnnxProgram(OnnxFile file, List<String> names, List<TensorData> operands) {
    List<String> inputs = file.inputs().stream().map(Port::name).toList();
    for (String input : inputs) {
      int place = names.indexOf(input);
      if (place >= operands.size()) {
        throw new OnnxImportException("there is no operand for the input '" + input + "'");
      }
      feeds.add(operands.get(place));
    }
    OnnxGraph traced = null;
    List<Tensor> outputs = null;
    GraphBuilder builder = null;
    while (outputs == null) {
      builder = new GraphBuilder();
      traced = file.layer();
      try {
        outputs = traced.invoke(new Trace(builder, false), parameters(builder, inputs), Map.of());
      } catch (UnknownValueException e) {
        if (!file.areInitializers(e.sources())) {
          throw e;
        }
        file.makeConstant(e.sources());
      }
    }
    layer = traced;
    graph = builder.build(outputs.stream().map(Tensor::value).toList());
  }

  private List<Tensor> parameters(GraphBuilder builder, List<String> names) {
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      parameters.add(new Tensor(builder, builder.parameter(names.get(i), feeds.get(i).type())));
    }
    return parameters;
  }

  /**
   * The results on a backend's first device.
   *
   * @throws OnnxImportException if the backend lacks an element type
   */
  List<TensorData> run(Backend backend) {
    graph.nodes().stream()
        .flatMap(n -> n.outputTypes().stream())
        .filter(t -> !backend.supports(t.dtype()))
        .findFirst()
        .ifPresent(
            t -> {
              throw new OnnxImportException(
                  backend.name() + " has no element type " + t.dtype(),
                  Set.of("element type " + t.dtype()));
            });
    Device device = backend.info().devices().get(0);
    try (VariableStore store = backend.createStore(device)) {
      for (Weight weight : layer.weights()) {
        store.write(weight.variable(), weight.initializer().generate(weight.type(), 0));
      }
      try (Executable program = GraphCompiler.compile(backend, graph, store)) {
        List<TensorData> results = graph.outputTypes().stream().map(TensorData::zeros).toList();
        program.run(feeds, results);
        return results;
      }
    }
  }
}
