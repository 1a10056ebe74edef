package io.trihorn.model;

import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.layers.base.AdaptableWeight;
import io.trihorn.layers.base.CalibrationTrace;
import io.trihorn.layers.base.Layer;
import io.trihorn.model.Programs.Mode;
import io.trihorn.model.Programs.Signature;
import io.trihorn.ops.Tensor;
import io.trihorn.quantizers.Calibrator;
import io.trihorn.state.Weight;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Layers, one after the other, as at inference, apart from the model that they are part of. */
final class ChainProgram {
  private final List<Layer> chain;
  private final TensorType input;
  private final Graph graph;
  private final CalibrationTrace trace;

  /**
   * A program of layers that are built.
   *
   * @param calibrators what looks at inputs of kernels inside; where there are any, the outputs are
   *     what they see, in the order of {@link #seen}, else what the last layer gives
   */
  ChainProgram(List<Layer> chain, TensorType input, Map<AdaptableWeight, Calibrator> calibrators) {
    this.chain = chain;
    this.input = input;
    GraphBuilder builder = new GraphBuilder();
    trace = new CalibrationTrace(builder, calibrators);
    List<Tensor> x = List.of(new Tensor(builder, builder.parameter("x", input)));
    for (Layer layer : chain) {
      x = layer.invoke(trace, x, Map.of());
    }
    List<Tensor> outputs =
        calibrators.isEmpty()
            ? x
            : seen().values().stream()
                .flatMap(List::stream)
                .map(CalibrationTrace.Seen::observed)
                .toList();
    graph = builder.build(outputs.stream().map(Tensor::value).toList(), Map.of());
  }

  /** What calibrators see of the kernels' inputs. */
  Map<AdaptableWeight, List<CalibrationTrace.Seen>> seen() {
    return trace.seen();
  }

  /** Runs the program where the model is, for one input after the other. */
  void run(Model model, List<TensorData> inputs, Consumer<List<TensorData>> outputs) {
    Signature signature = new Signature(Mode.PREDICT, List.of(input), List.of(), List.of()).whole();
    List<Weight> variables = chain.stream().flatMap(layer -> layer.variables().stream()).toList();
    try (Engine engine = new Engine(model::name)) {
      engine.join(variables);
      for (TensorData x : inputs) {
        outputs.accept(engine.run(signature, s -> Engine.Written.whole(graph), List.of(x)));
      }
    }
  }
}
