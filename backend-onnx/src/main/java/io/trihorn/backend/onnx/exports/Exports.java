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

  private Exports() {}

  /** Writes the prediction of a model. */
  public static void inference(Model model, Path path, ExportOptions options) {
    List<Shape> shapes = Ports.shapes(model, options.inputShapes());
    Ports ports = Ports.of(model);
    Exported exported =
        Traces.merge(
            model,
            shapes,
            g -> GraphCompiler.prepareTrace(g, Layout.CHANNELS_FIRST, OnnxEmitter::writes),
            graphs -> merged(graphs, ports, options));
    model.undisturbed(
        () -> {
          write(model, path, exported, options);
          return null;
        });
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
    model.undisturbed(
        () -> {
          ModelFile.write(
              statePath(path),
              StateModel.of(emitted),
              weights(model, emitted.reads(), name -> name + StateModel.VALUE),
              options.mostBytes());
          return null;
        });
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

  /** Where the first values of a training step's state are. */
  static Path statePath(Path path) {
    String name = path.getFileName().toString();
    String stem = name.endsWith(".onnx") ? name.substring(0, name.length() - 5) : name;
    return path.resolveSibling(stem + ".state.onnx");
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
