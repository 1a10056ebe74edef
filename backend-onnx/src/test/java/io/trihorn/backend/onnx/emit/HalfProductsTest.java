package io.trihorn.backend.onnx.emit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Linear;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Products of half floats, which cards compute as they are and processors in float32. */
class HalfProductsTest {
  private static List<String> operators(OnnxEmitter emitter, DataType dtype) {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.parameter("x", TensorType.of(dtype, 8, 16));
    Value y = builder.parameter("y", TensorType.of(dtype, 16, 8));
    Graph graph = builder.build(List.of(builder.add(new Linear.MatMul(false, false), x, y)));
    return emitter.emit(graph).proto().getGraph().getNodeList().stream()
        .map(NodeProto::getOpType)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"FLOAT16", "BFLOAT16"})
  void theyReachTensorCoresOfCards(DataType dtype) {
    List<String> card = operators(new OnnxEmitter().forCuda(), dtype);
    assertTrue(card.contains("MatMul") || card.contains("Gemm"), card.toString());
    assertFalse(card.contains("Cast"), card.toString());
    List<String> processor = operators(new OnnxEmitter(), dtype);
    assertTrue(processor.contains("Cast"), processor.toString());
  }
}
