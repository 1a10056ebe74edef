package io.trihorn.backend.onnx.emit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import io.trihorn.graph.Control;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Leaf;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Op;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The form of the models: names, what is written once, outside loops, or not at all. */
class OnnxEmitterTest {
  private static final TensorType SQUARE = TensorType.of(DataType.FLOAT32, 2, 2);

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);

  private static List<String> operators(GraphProto graph) {
    return graph.getNodeList().stream().map(NodeProto::getOpType).toList();
  }

  private GraphProto emit(Value... outputs) {
    return new OnnxEmitter().emit(b.build(List.of(outputs))).proto().getGraph();
  }

  @Test
  void everyPrimitiveHasALowering() {
    Set<Class<? extends Op>> primitives = ShapeRules.primitives();
    List<String> without =
        primitives.stream()
            .filter(kind -> !Leaf.class.isAssignableFrom(kind))
            .filter(kind -> !GraphLowering.has(kind))
            .map(Class::getSimpleName)
            .toList();
    assertEquals(List.of(), without);
  }

  @Test
  void aModelWithValuesAndNamesStandsAlone() throws Exception {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 1, 2));
    Variable w = new Variable("w", SQUARE);
    Graph graph = b.build(List.of(p.matmul(x, b.read(w), false, false)));
    OnnxModel model =
        new OnnxEmitter()
            .parameterNames(List.of("image"))
            .outputNames(List.of("score"))
            .values(v -> TensorData.of(new float[] {1, 2, 3, 4}, 2, 2))
            .emit(graph);
    assertEquals(List.of("image"), model.parameters());
    assertEquals(List.of("score"), model.outputs());
    assertEquals(Map.of(), model.reads());
    assertEquals(21, model.proto().getOpsetImport(0).getVersion());
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(model.proto().toByteArray());
        OnnxTensor in =
            OnnxTensor.createTensor(
                environment, FloatBuffer.wrap(new float[] {1, 10}), new long[] {1, 2});
        OrtSession.Result result = session.run(Map.of("image", in))) {
      float[][] score = (float[][]) result.get("score").orElseThrow().getValue();
      assertArrayEquals(new float[] {31, 42}, score[0]);
    }
  }

  @Test
  void variablesOfOneNameAreToldApart() {
    Variable first = new Variable("w", SQUARE);
    Variable second = new Variable("w", SQUARE);
    Graph graph =
        b.build(List.of(p.add(b.read(first), b.read(second))), Map.of(first, b.read(second)));
    OnnxModel model = new OnnxEmitter().emit(graph);
    assertEquals(2, Set.copyOf(model.reads().values()).size());
    assertEquals(Set.of(first), model.updates().keySet());
  }

  @Test
  void valuesWithoutElementsStayOutside() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 0, 2));
    Value sum = p.sum(x, List.of(0), false);
    OnnxModel model = new OnnxEmitter().emit(b.build(List.of(x, sum)));
    assertNull(model.parameters().get(0));
    assertNull(model.outputs().get(0));
    assertEquals("output_1", model.outputs().get(1));
    assertEquals(0, model.proto().getGraph().getInputCount());
  }

  @Test
  void aBroadcastThatOnlyElementwiseOpsReadDisappears() {
    Value x = b.parameter("x", SQUARE);
    Value row = b.parameter("row", TensorType.of(DataType.FLOAT32, 2));
    Value wide = p.broadcast(row, new Shape(2, 2));
    assertEquals(List.of("Mul"), operators(emit(p.mul(x, wide))));
    assertTrue(operators(emit(p.matmul(x, wide, false, false))).contains("Expand"));
  }

  @Test
  void aBiasGoesIntoTheProductThatNobodyElseReads() {
    Value x = b.parameter("x", SQUARE);
    Value bias = b.parameter("bias", TensorType.of(DataType.FLOAT32, 2));
    Value product = p.matmul(x, x, false, false);
    Value sum = p.add(bias, product);
    GraphProto alone = emit(sum);
    assertEquals(List.of("Gemm"), operators(alone));
    assertEquals(3, alone.getNode(0).getInputCount());
    assertEquals(List.of("Gemm", "Add"), operators(emit(sum, product)));
    Value column = b.parameter("column", TensorType.of(DataType.FLOAT32, 2, 1));
    assertEquals(
        List.of("Gemm", "Add"),
        operators(emit(p.add(p.matmul(x, x, true, false), column))),
        "a column is no bias");
  }

  @Test
  void aSecondBiasStaysAnAddition() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 1, 2));
    Value w = b.parameter("w", SQUARE);
    Value first = b.parameter("first", TensorType.of(DataType.FLOAT32, 2));
    Value sum = p.add(p.add(p.matmul(x, w, false, false), first), x);
    GraphProto graph = emit(sum);
    assertEquals(List.of("Gemm", "Add"), operators(graph));
    assertEquals(3, graph.getNode(0).getInputCount());
  }

  @Test
  void aBiasAlongAnyOtherAxisThanTheChannelsStaysAnAddition() {
    Linear.ConvSpec spec =
        new Linear.ConvSpec(
            List.of(1, 1), List.of(0, 0), List.of(0, 0), List.of(1, 1), 1, Layout.CHANNELS_FIRST);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 1, 3, 3, 3));
    Value kernel = b.parameter("k", TensorType.of(DataType.FLOAT32, 1, 1, 3, 3));
    Value bias = b.parameter("b", TensorType.of(DataType.FLOAT32, 3));
    Value channels = p.add(b.add(new Linear.Conv(spec), x, kernel), p.reshape(bias, 1, 3, 1, 1));
    assertFalse(operators(emit(channels)).contains("Add"));
    Value rows = p.add(b.add(new Linear.Conv(spec), x, kernel), bias);
    assertTrue(operators(emit(rows)).contains("Add"));
  }

  @Test
  void poolingAndItsGradientShareOneNode() {
    Pooling.PoolSpec spec =
        new Pooling.PoolSpec(
            List.of(2, 2), List.of(2, 2), List.of(0, 0), List.of(0, 0), Layout.CHANNELS_FIRST);
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT32, 1, 1, 4, 4));
    Value y = b.add(new Pooling.MaxPool(spec), x);
    Value dx = b.add(new Pooling.MaxPoolGradient(spec), x, y, p.neg(y));
    assertEquals(1, operators(emit(y, dx)).stream().filter("MaxPool"::equals).count());
  }

  @Test
  void whatDoesNotChangeInALoopIsComputedBeforeIt() {
    GraphBuilder inner = new GraphBuilder();
    Primitives q = new Primitives(inner);
    Value carry = inner.parameter("carry", SQUARE);
    Value weights = inner.parameter("weights", SQUARE);
    Value turned = q.transpose(weights, List.of(1, 0));
    Value next = q.add(carry, q.mul(turned, 2));
    Graph body = inner.build(List.of(next));
    Value x = b.parameter("x", SQUARE);
    Value w = b.parameter("w", SQUARE);
    Value last = b.add(new Control.Scan(body, 1, 0, 5, false), x, w);
    GraphProto graph = emit(last);
    assertTrue(operators(graph).containsAll(List.of("Transpose", "Mul", "Scan")));
    NodeProto scan =
        graph.getNodeList().stream()
            .filter(n -> n.getOpType().equals("Scan"))
            .findFirst()
            .orElseThrow();
    GraphProto written =
        scan.getAttributeList().stream()
            .filter(a -> a.getName().equals("body"))
            .map(AttributeProto::getG)
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("Add"), operators(written));
  }
}
