package io.trihorn.backend.onnx.exports;

import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.data.Dataset;
import io.trihorn.export.Ports;
import io.trihorn.export.Traces;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Variable;
import io.trihorn.model.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** Writes models as ONNX files. */
public final class Exports {
  /** The metadata that maps an input with state to the output with its next value. */
  public static final String NEXT = "trihorn.next/";

  /** The metadata that maps an input of a prediction to the state of the training step it is. */
  public static final String STATE = "trihorn.state/";

  private Exports() {}

  /** Writes the prediction of a model. */
  public static void inference(Model model, Path path, ExportOptions options) {
    Exported exported = predicting(model, options);
    model.undisturbed(
        () -> {
          write(model, path, exported, options);
          return null;
        });
  }

  private static Exported predicting(Model model, ExportOptions options) {
    List<Shape> shapes = Ports.shapes(model, options.inputShapes());
    Ports ports = Ports.of(model);
    return Traces.merge(
        model,
        shapes,
        g -> GraphCompiler.prepareTrace(g, Layout.CHANNELS_FIRST, OnnxEmitter::writes),
        graphs -> merged(graphs, ports, options));
  }

  /** Writes a training step of a compiled model for batches like the first of a dataset. */
  public static void training(Model model, Dataset example, Path path, ExportOptions options) {
    Graph graph = prepare(model.trainingGraph(example));
    int inputs = model.inputs().size();
    int targets = model.outputs().size();
    Ports ports = Ports.of(model);
    List<String> names = new ArrayList<>(ports.inputs());
    ports.outputs().forEach(name -> names.add(name + "/target"));
    IntStream.range(names.size(), graph.parameters().size())
        .forEach(i -> names.add("sample_weight_" + (i - inputs - targets)));
    OnnxModel emitted =
        new OnnxEmitter()
            .opset(options.opset())
            .parameterNames(names)
            .outputNames(List.of("loss"))
            .emit(graph);
    ModelProto.Builder proto = emitted.proto().toBuilder();
    emitted
        .updates()
        .forEach(
            (variable, next) -> {
              String state = emitted.reads().get(variable);
              if (state != null) {
                proto.addMetadataProps(ModelFile.entry(NEXT + state, next));
              }
            });
    ModelFile.write(path, proto.build(), Map.of(), options.mostBytes());
    Exported predicting = options.prediction() ? predicting(model, options) : null;
    model.undisturbed(
        () -> {
          ModelFile.write(
              beside(path, ".state"),
              StateModel.of(emitted),
              weights(model, emitted.reads(), name -> name + StateModel.VALUE),
              options.mostBytes());
          if (predicting != null) {
            writePrediction(model, beside(path, ".predict"), predicting, emitted.reads(), options);
          }
          return null;
        });
  }

  /** Writes a prediction whose variables come in where a step has them, and are constants else. */
  private static void writePrediction(
      Model model,
      Path path,
      Exported exported,
      Map<Variable, String> state,
      ExportOptions options) {
    ModelProto.Builder proto = exported.proto().toBuilder();
    Map<Variable, String> fixed = new LinkedHashMap<>(exported.reads());
    fixed.keySet().removeAll(state.keySet());
    exported
        .reads()
        .forEach(
            (variable, input) -> {
              if (state.containsKey(variable)) {
                proto.addMetadataProps(ModelFile.entry(STATE + input, state.get(variable)));
              }
            });
    write(model, path, new Exported(proto.build(), fixed), options);
  }

  /** A model whose variables come in, and the names under which they do. */
  private record Exported(ModelProto proto, Map<Variable, String> reads) {}

  private static Graph prepare(Graph graph) {
    return GraphCompiler.prepare(graph, Layout.CHANNELS_FIRST, OnnxEmitter::writes);
  }

  private static Exported merged(List<Graph> graphs, Ports ports, ExportOptions options) {
    List<OnnxModel> models =
        graphs.stream()
            .map(
                graph ->
                    new OnnxEmitter()
                        .opset(options.opset())
                        .described()
                        .parameterNames(ports.inputs())
                        .outputNames(ports.outputs())
                        .emit(graph))
            .toList();
    List<ModelProto> protos = models.stream().map(OnnxModel::proto).toList();
    return new Exported(OpenExtents.merge(protos), models.get(0).reads());
  }

  /** The file beside a training step with its state's first values, or its prediction. */
  static Path beside(Path path, String what) {
    String name = path.getFileName().toString();
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    return path.resolveSibling(stem + what + ".onnx");
  }

  /** Writes a model with the values of its variables as constants. */
  private static void write(Model model, Path path, Exported exported, ExportOptions options) {
    GraphProto.Builder graph = exported.proto().getGraph().toBuilder();
    List<ValueInfoProto> inputs =
        graph.getInputList().stream()
            .filter(i -> !exported.reads().containsValue(i.getName()))
            .toList();
    graph.clearInput().addAllInput(inputs).setName(model.name());
    ModelProto proto = exported.proto().toBuilder().setGraph(graph).build();
    Map<String, ModelFile.Weight> weights =
        weights(model, exported.reads(), UnaryOperator.identity());
    ModelFile.write(path, proto, weights, options.mostBytes());
  }

  private static Map<String, ModelFile.Weight> weights(
      Model model, Map<Variable, String> reads, UnaryOperator<String> name) {
    Map<String, ModelFile.Weight> weights = new LinkedHashMap<>();
    reads.forEach(
        (variable, input) ->
            weights.put(
                name.apply(input),
                new ModelFile.Weight(variable.type(), () -> model.value(variable))));
    return weights;
  }
}
