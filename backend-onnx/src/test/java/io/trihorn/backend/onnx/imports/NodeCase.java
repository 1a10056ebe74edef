package io.trihorn.backend.onnx.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.AttributeProto.AttributeType;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import io.trihorn.backend.Backend;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.compile.GraphCompiler;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.ndarray.Texts;
import io.trihorn.ops.Tensor;
import io.trihorn.state.Trace;
import io.trihorn.testkit.goldens.Checks;
import io.trihorn.testkit.goldens.GoldenTolerance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One node, which ONNX Runtime itself and the imported graph must agree about. The type of an
 * operator of another domain begins with the domain, whose version is the one given.
 */
final class NodeCase {
  private final NodeProto.Builder node;
  private final int opset;
  private final Map<String, Texts> texts = new LinkedHashMap<>();
  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("case");
  private final Map<String, TensorData> inputs = new LinkedHashMap<>();
  private final StringBuilder label = new StringBuilder();

  NodeCase(String type, int opset) {
    this.opset = opset;
    int dot = type.lastIndexOf('.');
    node =
        NodeProto.newBuilder()
            .setDomain(type.substring(0, Math.max(dot, 0)))
            .setOpType(type.substring(dot + 1))
            .addOutput("y0");
    label.append(type).append('-').append(opset);
  }

  /** An operand that changes from run to run. */
  NodeCase in(TensorData data) {
    String name = "x" + node.getInputCount();
    inputs.put(name, data);
    graph.addInput(Protos.value(name, type(data), boxed(data)));
    node.addInput(name);
    return this;
  }

  /** An operand of texts. */
  NodeCase in(Texts data) {
    String name = "x" + node.getInputCount();
    texts.put(name, data);
    Object[] dims = Arrays.stream(data.shape().getShape()).boxed().toArray();
    graph.addInput(Protos.value(name, TensorProto.DataType.STRING, dims));
    node.addInput(name);
    return this;
  }

  /** An operand that the model has. */
  NodeCase constant(TensorData data) {
    String name = "c" + node.getInputCount();
    graph.addInitializer(proto(name, data));
    node.addInput(name);
    return this;
  }

  private static TensorProto proto(String name, TensorData data) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(name).setDataType(type(data).getNumber());
    Arrays.stream(data.type().dims()).forEach(proto::addDims);
    return proto.setRawData(ByteString.copyFrom(data.bytes())).build();
  }

  /** An operand that is left out. */
  NodeCase none() {
    node.addInput("");
    return this;
  }

  NodeCase outputs(int count) {
    for (int i = 1; i < count; i++) {
      node.addOutput("y" + i);
    }
    return this;
  }

  NodeCase attr(String name, Object value) {
    AttributeProto.Builder attribute = AttributeProto.newBuilder().setName(name);
    if (value instanceof Integer i) {
      attribute.setType(AttributeType.INT).setI(i);
    } else if (value instanceof Double d) {
      attribute.setType(AttributeType.FLOAT).setF(d.floatValue());
    } else if (value instanceof String s) {
      attribute.setType(AttributeType.STRING).setS(ByteString.copyFromUtf8(s));
    } else if (value instanceof long[] longs) {
      attribute.setType(AttributeType.INTS);
      Arrays.stream(longs).forEach(attribute::addInts);
    } else if (value instanceof double[] reals) {
      attribute.setType(AttributeType.FLOATS);
      Arrays.stream(reals).forEach(r -> attribute.addFloats((float) r));
    } else if (value instanceof String[] texts) {
      attribute.setType(AttributeType.STRINGS);
      Arrays.stream(texts).forEach(t -> attribute.addStrings(ByteString.copyFromUtf8(t)));
    } else if (value instanceof TensorData data) {
      attribute.setType(AttributeType.TENSOR).setT(proto(name, data));
    } else {
      throw new IllegalArgumentException("no attribute of " + value);
    }
    node.addAttribute(attribute);
    String shown =
        value instanceof long[] l
            ? Arrays.toString(Arrays.copyOf(l, Math.min(l.length, 8)))
            : value instanceof double[] d
                ? d.length + " numbers"
                : value instanceof String[] texts ? texts.length + " texts" : value.toString();
    label.append(' ').append(name).append('=').append(shown);
    return this;
  }

  private static TensorProto.DataType type(TensorData data) {
    return switch (data.dtype()) {
      case FLOAT32 -> TensorProto.DataType.FLOAT;
      case FLOAT64 -> TensorProto.DataType.DOUBLE;
      case INT8 -> TensorProto.DataType.INT8;
      case INT64 -> TensorProto.DataType.INT64;
      case INT32 -> TensorProto.DataType.INT32;
      case UINT8 -> TensorProto.DataType.UINT8;
      case BOOLEAN -> TensorProto.DataType.BOOL;
      default -> throw new IllegalArgumentException("no operand of " + data.dtype());
    };
  }

  private static Object[] boxed(TensorData data) {
    return Arrays.stream(data.type().dims()).boxed().toArray();
  }

  private byte[] model() {
    graph.clearNode().addNode(node).clearOutput();
    node.getOutputList().forEach(o -> graph.addOutput(ValueInfoProto.newBuilder().setName(o)));
    if (node.getDomain().isEmpty()) {
      return Protos.model(graph, opset).build().toByteArray();
    }
    OperatorSetIdProto own =
        OperatorSetIdProto.newBuilder().setDomain(node.getDomain()).setVersion(opset).build();
    return Protos.model(graph, 17).addOpsetImport(own).build().toByteArray();
  }

  /** What is wrong; empty where both agree. */
  List<String> compare(Path directory, Backend backend) throws IOException, OrtException {
    List<Object> expected = runtime();
    Path file = directory.resolve("case.onnx");
    Files.write(file, model());
    List<TensorData> actual = imported(OnnxFile.read(file, new LoadOptions()), backend);
    Checks checks = new Checks();
    for (int i = 0; i < expected.size(); i++) {
      String what = "output " + i;
      if (expected.get(i) instanceof TensorData data) {
        checks.close(what, actual.get(i), data, new GoldenTolerance(2e-4, 2e-5));
      } else {
        assertEquals(expected.get(i), Texts.of(actual.get(i)), what);
      }
    }
    return checks.problems();
  }

  private List<Object> runtime() throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model())) {
      Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
      for (Map.Entry<String, TensorData> entry : inputs.entrySet()) {
        TensorData data = entry.getValue();
        feeds.put(
            entry.getKey(),
            OnnxTensor.createTensor(
                environment, data.bytes(), data.type().dims(), javaType(data.dtype())));
      }
      for (Map.Entry<String, Texts> entry : texts.entrySet()) {
        Texts data = entry.getValue();
        feeds.put(
            entry.getKey(),
            OnnxTensor.createTensor(
                environment, data.values().toArray(String[]::new), data.shape().getShape()));
      }
      try (OrtSession.Result result = session.run(feeds)) {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < node.getOutputCount(); i++) {
          OnnxTensor tensor = (OnnxTensor) result.get(i);
          boolean text = tensor.getInfo().type == OnnxJavaType.STRING;
          all.add(text ? Texts.of(tensor.getValue()) : read(tensor));
        }
        return all;
      } finally {
        feeds.values().forEach(OnnxTensor::close);
      }
    }
  }

  private static OnnxJavaType javaType(DataType dtype) {
    return switch (dtype) {
      case FLOAT32 -> OnnxJavaType.FLOAT;
      case FLOAT64 -> OnnxJavaType.DOUBLE;
      case INT8 -> OnnxJavaType.INT8;
      case INT64 -> OnnxJavaType.INT64;
      case INT32 -> OnnxJavaType.INT32;
      case UINT8 -> OnnxJavaType.UINT8;
      default -> OnnxJavaType.BOOL;
    };
  }

  private static TensorData read(OnnxTensor tensor) {
    DataType dtype =
        switch (tensor.getInfo().type) {
          case FLOAT -> DataType.FLOAT32;
          case DOUBLE -> DataType.FLOAT64;
          case INT8 -> DataType.INT8;
          case INT64 -> DataType.INT64;
          case INT32 -> DataType.INT32;
          case UINT8 -> DataType.UINT8;
          case BOOL -> DataType.BOOLEAN;
          default -> throw new IllegalArgumentException("no result of " + tensor.getInfo());
        };
    TensorData data = TensorData.zeros(TensorType.of(dtype, tensor.getInfo().getShape()));
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
    data.bytes().put(bytes);
    return data;
  }

  private List<TensorData> imported(OnnxFile file, Backend backend) {
    while (true) {
      GraphBuilder builder = new GraphBuilder();
      OnnxGraph layer = file.layer();
      List<Tensor> parameters = new ArrayList<>();
      List<TensorData> feeds = new ArrayList<>();
      for (Port input : file.inputs()) {
        TensorData data =
            texts.containsKey(input.name())
                ? texts.get(input.name()).toTensor()
                : inputs.get(input.name());
        feeds.add(data);
        parameters.add(new Tensor(builder, builder.parameter(input.name(), data.type())));
      }
      try {
        List<Tensor> outputs = layer.invoke(new Trace(builder, false), parameters, Map.of());
        return run(
            backend, builder.build(outputs.stream().map(Tensor::value).toList()), layer, feeds);
      } catch (UnknownValueException e) {
        if (!file.areInitializers(e.sources())) {
          throw e;
        }
        file.makeConstant(e.sources());
      }
    }
  }

  private static List<TensorData> run(
      Backend backend, Graph graph, OnnxGraph layer, List<TensorData> feeds) {
    List<TensorData> results = graph.outputTypes().stream().map(TensorData::zeros).toList();
    try (VariableStore store = backend.createStore(backend.info().devices().get(0))) {
      layer
          .weights()
          .forEach(w -> store.write(w.variable(), w.initializer().generate(w.type(), 0)));
      try (Executable program = GraphCompiler.compile(backend, graph, store)) {
        program.run(feeds, results);
      }
    }
    return results;
  }

  @Override
  public String toString() {
    return label.toString();
  }
}
