package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsAddInputMapping;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetPrefix;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import com.google.protobuf.ByteString;
import io.trihorn.backend.BackendException;
import io.trihorn.graph.TensorType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/** One signature of a SavedModel on disk: its operations, to be added to graphs. */
final class SavedModelSource {
  private final Path directory;
  private final GraphDef graph;
  private final TreeMap<String, TensorInfo> inputs;
  private final TreeMap<String, TensorInfo> outputs;
  private final String restore;

  /**
   * Reads a SavedModel.
   *
   * @throws BackendException if there is none, or no such signature; says which there are
   */
  SavedModelSource(Path directory, String signature) {
    this.directory = directory;
    MetaGraphDef meta = read();
    Map<String, SignatureDef> known = meta.getSignatureDefMap();
    SignatureDef chosen = known.get(signature);
    if (chosen == null) {
      throw new BackendException(
          "the SavedModel %s has no signature '%s'; it has %s"
              .formatted(directory, signature, new TreeSet<>(known.keySet())));
    }
    this.inputs = new TreeMap<>(chosen.getInputsMap());
    this.outputs = new TreeMap<>(chosen.getOutputsMap());
    this.restore = meta.hasSaverDef() ? meta.getSaverDef().getRestoreOpName() : "";
    this.graph = own(meta);
  }

  private MetaGraphDef read() {
    Path file = directory.resolve("saved_model.pb");
    try {
      SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file));
      return model.getMetaGraphsList().stream()
          .filter(m -> m.getMetaInfoDef().getTagsList().contains("serve"))
          .findFirst()
          .orElseThrow(
              () -> new BackendException("the SavedModel " + directory + " has no tag 'serve'"));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the SavedModel " + file + ": " + e, e);
    }
  }

  /**
   * The operations, with variables that share nothing with those of other models, and the place of
   * the checkpoint filled in.
   */
  private GraphDef own(MetaGraphDef meta) {
    String mark = "savedmodel-" + UUID.randomUUID() + "/";
    SaverDef saver = meta.getSaverDef();
    String file = node(saver.getFilenameTensorName());
    GraphDef.Builder own = meta.getGraphDef().toBuilder().clearNode();
    for (NodeDef node : meta.getGraphDef().getNodeList()) {
      if (node.getName().equals(file)) {
        String prefix = directory.toAbsolutePath().resolve("variables/variables").toString();
        own.addNode(Nodes.constant(file, TensorProtos.string(prefix)));
      } else if (node.getOp().equals("VarHandleOp")) {
        String name = node.getAttrOrThrow("shared_name").getS().toStringUtf8();
        AttrValue.Builder shared =
            AttrValue.newBuilder()
                .setS(ByteString.copyFromUtf8(mark + (name.isEmpty() ? node.getName() : name)));
        own.addNode(node.toBuilder().putAttr("shared_name", shared.build()));
      } else {
        own.addNode(node);
      }
    }
    return own.build();
  }

  private static String node(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? tensor : tensor.substring(0, colon);
  }

  private static int index(String tensor) {
    int colon = tensor.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(tensor.substring(colon + 1));
  }

  /** The names of the inputs, in order. */
  List<String> inputNames() {
    return List.copyOf(inputs.keySet());
  }

  /** The names of the outputs, in order. */
  List<String> outputNames() {
    return List.copyOf(outputs.keySet());
  }

  /** The element types of the inputs. */
  List<DataType> inputTypes() {
    return inputs.values().stream().map(i -> Dtypes.of(i.getDtypeValue())).toList();
  }

  /** The shapes of the inputs, -1 where an extent is open. */
  List<Shape> inputShapes() {
    List<Shape> shapes = new ArrayList<>();
    for (TensorInfo input : inputs.values()) {
      shapes.add(
          new Shape(
              input.getTensorShape().getDimList().stream().mapToLong(d -> d.getSize()).toArray()));
    }
    return shapes;
  }

  /** The element types of the outputs. */
  List<DataType> outputTypes() {
    return outputs.values().stream().map(i -> Dtypes.of(i.getDtypeValue())).toList();
  }

  /**
   * The model in a graph.
   *
   * @param outputs where its outputs come out; their types are null
   * @param restore what must run once in each session before it can be used, or null
   */
  record Added(List<Wire> outputs, TF_Operation restore) {}

  /** Adds the model to a graph, under names that begin with a prefix. */
  Added addTo(TF_Graph target, String prefix, List<Wire> given) {
    List<TensorInfo> fed = List.copyOf(inputs.values());
    List<TF_Output> mapped = new ArrayList<>();
    try {
      GraphDefs.add(
          graph,
          target,
          options -> {
            TF_ImportGraphDefOptionsSetPrefix(options, prefix);
            for (int i = 0; i < fed.size(); i++) {
              TF_Output wire = OperationWriter.outputs(List.of(given.get(i)));
              mapped.add(wire);
              String name = fed.get(i).getName();
              TF_ImportGraphDefOptionsAddInputMapping(options, node(name), index(name), wire);
            }
          });
    } finally {
      mapped.forEach(Pointer::close);
    }
    List<Wire> results = new ArrayList<>();
    for (TensorInfo output : outputs.values()) {
      TF_Operation made = operation(target, prefix, output.getName());
      results.add(new Wire(made, index(output.getName()), null));
    }
    return new Added(results, restore.isEmpty() ? null : operation(target, prefix, restore));
  }

  private static TF_Operation operation(TF_Graph target, String prefix, String tensor) {
    return TF_GraphOperationByName(target, prefix + "/" + node(tensor));
  }

  /** The types of the outputs for inputs of these types: the model is run to find out. */
  List<TensorType> outputTypes(Engine engine, List<TensorType> types) {
    return SavedModelProbe.outputTypes(engine, this, types);
  }

  /** How many inputs and outputs have which names, for messages. */
  @Override
  public String toString() {
    return IntStream.range(0, inputs.size())
            .mapToObj(i -> inputNames().get(i) + ": " + inputTypes().get(i))
            .toList()
        + " -> "
        + outputs.keySet()
        + " of "
        + directory;
  }
}
