package io.trihorn.backend.onnx.imports;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An ONNX file that was read and checked, before it is decided what its weights are. */
public final class OnnxFile {
  private final Path path;
  private final LoadOptions options;
  private final GraphProto graph;
  private final ModelProto source;
  private final Importable model;
  private final Map<String, TensorData> initializers = new LinkedHashMap<>();
  private final Set<String> unused = new HashSet<>();
  private final Set<String> texts = new LinkedHashSet<>();
  private final List<String> outputs;
  private final List<NodeProto> nodes;
  private final Set<String> constants = new TreeSet<>();

  private OnnxFile(Path path, LoadOptions options, ModelProto proto) throws IOException {
    this.path = path;
    this.options = options;
    GraphProto whole = HoistedWeights.of(proto.getGraph());
    if (whole.getSparseInitializerCount() > 0) {
      throw new OnnxImportException(
          path + ": sparse initializers are not supported", Set.of("sparse initializers"));
    }
    model = new Importable(proto, options.maxBytes());
    outputs =
        options.outputs().isEmpty()
            ? whole.getOutputList().stream().map(ValueInfoProto::getName).toList()
            : options.outputs();
    nodes = NeededNodes.of(whole, outputs);
    model.check(nodes);
    Path directory = path.toAbsolutePath().getParent();
    TensorReader reader = new TensorReader(directory, options.maxBytes(), model.vocabulary());
    Set<String> needed = NeededNodes.names(nodes, outputs);
    for (TensorProto tensor : whole.getInitializerList()) {
      if (needed.contains(tensor.getName())) {
        initializers.put(tensor.getName(), reader.read(tensor));
        if (tensor.getDataType() == ElementTypes.TEXT) {
          texts.add(tensor.getName());
        }
      } else {
        unused.add(tensor.getName());
      }
    }
    graph = whole.toBuilder().clearInitializer().clearNode().build();
    checkNames();
    source = proto.toBuilder().clearGraph().build();
  }

  /** Options that name what is not there are mistakes, which would otherwise do nothing. */
  private void checkNames() {
    Set<String> inputs = new TreeSet<>();
    Set<String> dimensions = new TreeSet<>();
    for (ValueInfoProto info : graph.getInputList()) {
      if (!inputs.add(info.getName())) {
        throw new OnnxImportException(
            path + " is no ONNX model: two of its inputs are named '" + info.getName() + "'");
      }
      info.getType().getTensorType().getShape().getDimList().stream()
          .map(d -> d.getDimParam())
          .filter(name -> !name.isEmpty())
          .forEach(dimensions::add);
    }
    requireKnown("inputs", options.fixed().keySet(), inputs);
    requireKnown("inputs", options.shapes().keySet(), inputs);
    requireKnown("open dimensions", options.dimensions().keySet(), dimensions);
  }

  private void requireKnown(String what, Set<String> named, Set<String> there) {
    Set<String> unknown = new TreeSet<>(named);
    unknown.removeAll(there);
    if (!unknown.isEmpty()) {
      throw new OnnxImportException(
          "the options name the %s %s, but those of %s are %s"
              .formatted(what, unknown, path, there));
    }
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it cannot be read
   * @throws OnnxImportException if it is no model, or uses operators that are not supported
   */
  public static OnnxFile read(Path path, LoadOptions options) throws IOException {
    ModelProto proto = parse(path);
    if (!proto.hasGraph() || proto.getGraph().getOutputCount() == 0) {
      throw new OnnxImportException(path + " is no ONNX model: there is no graph with outputs");
    }
    return new OnnxFile(path, options, proto);
  }

  private static ModelProto parse(Path path) throws IOException {
    if (Files.size(path) > Integer.MAX_VALUE) {
      throw new OnnxImportException(
          path + " has more than 2 GiB; larger models keep their weights in files of their own");
    }
    try (InputStream stream = Files.newInputStream(path)) {
      CodedInputStream coded = CodedInputStream.newInstance(stream);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return ModelProto.parseFrom(coded);
    } catch (InvalidProtocolBufferException e) {
      throw new OnnxImportException(
          path + " is no ONNX model, or is cut off: " + e.getMessage(), e);
    }
  }

  /** The names of the operators in a file's own graph, sorted, each once. */
  public static String operators(Path path) throws IOException {
    return parse(path).getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .distinct()
        .sorted()
        .collect(Collectors.joining(" "));
  }

  /** The inputs that are not fixed and have no values in the file. */
  public List<Port> inputs() {
    return Port.all(declaredInputs(), "input");
  }

  private List<ValueInfoProto> declaredInputs() {
    return graph.getInputList().stream()
        .filter(i -> !initializers.containsKey(i.getName()) && !unused.contains(i.getName()))
        .filter(i -> !options.fixed().containsKey(i.getName()))
        .map(i -> Port.declared(i, options))
        .toList();
  }

  /** What the file says of the outputs, which may be any values. */
  private List<ValueInfoProto> declaredOutputs() {
    Map<String, ValueInfoProto> declared = new HashMap<>();
    graph.getValueInfoList().forEach(info -> declared.put(info.getName(), info));
    graph.getOutputList().forEach(info -> declared.put(info.getName(), info));
    return outputs.stream()
        .map(o -> declared.getOrDefault(o, ValueInfoProto.newBuilder().setName(o).build()))
        .map(info -> Port.declared(info, options))
        .toList();
  }

  /** From now on these initializers are constants, since shapes follow from them. */
  public void makeConstant(Set<String> names) {
    constants.addAll(names);
  }

  /** Whether all of these are initializers. */
  public boolean areInitializers(Set<String> names) {
    return initializers.keySet().containsAll(names) && !constants.containsAll(names);
  }

  /** The graph as a layer. */
  public OnnxGraph layer() {
    Map<String, TensorData> known = new LinkedHashMap<>();
    options.fixed().forEach((name, value) -> known.put(name, fixed(name, value)));
    Set<String> statistics = statistics();
    Set<String> sizes = sizes();
    Map<String, Boolean> weights = new LinkedHashMap<>();
    initializers.forEach(
        (name, data) -> {
          boolean weight =
              data.dtype().isFloating()
                  && data.type().rank() > 0
                  && !constants.contains(name)
                  && !sizes.contains(name)
                  && !known.containsKey(name);
          if (weight) {
            weights.put(name, !statistics.contains(name) && options.trainable().test(name));
          } else {
            known.putIfAbsent(name, data);
          }
        });
    OnnxGraph layer =
        new OnnxGraph(
            new Definition(
                model, nodes, declaredInputs(), declaredOutputs(), known, texts(), source));
    weights.forEach((name, trains) -> layer.weight(name, initializers.get(name), trains));
    return layer;
  }

  /** A fixed value in the element type that the file declares. */
  private TensorData fixed(String name, TensorData value) {
    return graph.getInputList().stream()
        .filter(info -> info.getName().equals(name) && info.getType().hasTensorType())
        .map(info -> value.cast(Port.of(info, "input").dtype()))
        .findFirst()
        .orElse(value);
  }

  /** Inputs and initializers that are texts. */
  private Set<String> texts() {
    Set<String> names = new LinkedHashSet<>(texts);
    graph.getInputList().stream().filter(Port::isText).forEach(i -> names.add(i.getName()));
    return names;
  }

  /** Means and variances, which are not trained by gradient. */
  private Set<String> statistics() {
    Set<String> names = new LinkedHashSet<>();
    for (NodeProto node : NeededNodes.within(nodes)) {
      if (node.getOpType().equals("BatchNormalization") && node.getInputCount() == 5) {
        names.addAll(node.getInputList().subList(3, 5));
      }
    }
    return names;
  }

  /** Factors of sizes, which are floating but no weights. */
  private Set<String> sizes() {
    Set<String> names = new HashSet<>();
    for (NodeProto node : NeededNodes.within(nodes)) {
      if (node.getOpType().equals("Resize") || node.getOpType().equals("Upsample")) {
        names.addAll(node.getInputList().subList(1, node.getInputCount()));
      }
    }
    return names;
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
