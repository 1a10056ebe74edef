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
import io.trihorn.graph.Value;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Stages;
import io.trihorn.state.Trace;
import io.trihorn.state.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A model of a file run on some operands, in as many programs as its shapes need. */
final class OnnxProgram {
  private final OnnxFile file;
  private final List<TensorData> feeds = new ArrayList<>();
  private final List<Stages.Result> before = new ArrayList<>();

  OnnxProgram(OnnxFile file, List<String> names, List<TensorData> operands) {
    this.file = file;
    for (Port input : file.inputs()) {
      int place = names.indexOf(input.name());
      if (place >= operands.size()) {
        throw new OnnxImportException("there is no operand for the input '" + input.name() + "'");
      }
      feeds.add(operands.get(place));
    }
  }

  /**
   * The results on a backend's first device.
   *
   * @throws OnnxImportException if the backend lacks an element type
   */
  List<TensorData> run(Backend backend) {
    while (true) {
      OnnxGraph layer = file.layer();
      GraphBuilder builder = new GraphBuilder();
      List<Tensor> inputs = parameters(builder);
      try {
        Trace trace = new Trace(builder, false, new Stages(before));
        return run(backend, layer, builder, values(layer.invoke(trace, inputs, Map.of())));
      } catch (Stages.Pending stage) {
        List<TensorData> operands = run(backend, layer, builder, stage.operands());
        List<TensorData> results = stage.next().function().apply(operands);
        results.forEach(r -> before.add(stage.next().seen(r)));
        if (!stage.next().constant()) {
          feeds.addAll(results);
        }
      } catch (UnknownValueException e) {
        if (!file.areInitializers(e.sources())) {
          throw e;
        }
        file.makeConstant(e.sources());
      }
    }
  }

  private List<Tensor> parameters(GraphBuilder builder) {
    List<Tensor> parameters = new ArrayList<>();
    for (int i = 0; i < file.inputs().size(); i++) {
      String name = file.inputs().get(i).name();
      parameters.add(new Tensor(builder, builder.parameter(name, feeds.get(i).type())));
    }
    return parameters;
  }

  private static List<Value> values(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::value).toList();
  }

  private List<TensorData> run(
      Backend backend, OnnxGraph layer, GraphBuilder builder, List<Value> outputs) {
    Graph graph = builder.build(outputs);
    requireTypes(backend, graph);
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

  private static void requireTypes(Backend backend, Graph graph) {
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
  }
}
