package io.trihorn.backend.compile;

import ai.djl.Device;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.reference.ReferenceBackend;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Functions of tensors on values in host memory, computed once by the interpreter. */
public final class HostEvaluation {
  private HostEvaluation() {}

  /** The values of a function of these inputs. */
  public static List<TensorData> compute(
      List<TensorData> inputs, Function<List<Tensor>, List<Tensor>> function) {
    GraphBuilder builder = new GraphBuilder();
    List<Tensor> parameters = new ArrayList<>();
    for (TensorData input : inputs) {
      String name = "input_" + parameters.size();
      parameters.add(new Tensor(builder, builder.parameter(name, input.type())));
    }
    Graph graph =
        builder.build(function.apply(parameters).stream().map(Tensor::value).toList(), Map.of());
    List<TensorData> outputs = graph.outputTypes().stream().map(TensorData::zeros).toList();
    ReferenceBackend interpreter = new ReferenceBackend();
    try (VariableStore store = interpreter.createStore(Device.cpu());
        Executable program = GraphCompiler.compile(interpreter, graph, store)) {
      program.run(inputs, outputs);
    }
    return outputs;
  }
}
