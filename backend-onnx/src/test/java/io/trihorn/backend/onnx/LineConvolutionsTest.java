package io.trihorn.backend.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear.Conv;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.Variable;
import io.trihorn.ops.Fusions;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Convolutions over one axis with as many channels as blocks take, which ONNX Runtime lays out so
 * where kernels are constants: they give what they give as they are.
 */
class LineConvolutionsTest {
  private static final DataType F = DataType.FLOAT32;
  private static final long CHANNELS = 32;

  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);
  private final Random random = new Random(3);

  private static ConvSpec spec(int stride, int low, int high, int dilation, int groups) {
    return new ConvSpec(
        List.of(stride),
        List.of(low),
        List.of(high),
        List.of(dilation),
        groups,
        Layout.CHANNELS_FIRST);
  }

  private Value conv(ConvSpec spec, Value x, String name, long window) {
    TensorType kernel = TensorType.of(F, window, x.type().dim(1) / spec.groups(), CHANNELS);
    return b.add(new Conv(spec), x, b.read(new Variable(name, kernel)));
  }

  private Value biased(Value x, String name) {
    Value bias = b.read(new Variable(name, TensorType.of(F, CHANNELS)));
    return p.add(x, p.broadcast(p.reshape(bias, CHANNELS, 1), x.type().shape()));
  }

  private Value relu(Value x) {
    return b.add(new Fusions.Relu(), x);
  }

  private TensorData normal(TensorType type, double scale) {
    TensorData data = TensorData.zeros(type);
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, scale * random.nextGaussian());
    }
    return data;
  }

  /** Runs a graph at all levels in both forms, which {@link LevelsBackend} holds to each other. */
  private TensorData run(Graph graph, TensorData x) {
    LevelsBackend backend = new LevelsBackend(() -> new OnnxEmitter().blocked());
    try (VariableStore store = backend.createStore(Device.cpu())) {
      graph.reads().keySet().forEach(v -> store.write(v, normal(v.type(), 0.1)));
      TensorData out = TensorData.zeros(graph.outputTypes().get(0));
      try (Executable program = backend.compile(graph, store)) {
        program.run(List.of(x), List.of(out));
      }
      return out;
    }
  }

  private static List<String> operators(Graph graph) {
    return new OnnxEmitter()
        .blocked().emit(graph).proto().getGraph().getNodeList().stream()
            .map(NodeProto::getOpType)
            .toList();
  }

  @Test
  void theGreatestOfALineIsFoundInBlocksAndNanIsKept() {
    Value text = b.parameter("x", TensorType.of(F, 4, 21, CHANNELS));
    Value line = p.transpose(text, List.of(0, 2, 1));
    Value y = relu(biased(conv(spec(1, 0, 0, 1, 1), line, "kernel", 3), "bias"));
    Graph graph = b.build(List.of(p.reduce(ReduceKind.MAX, y, List.of(2), false)));
    assertEquals(
        List.of("Conv", "GlobalAveragePool", "GlobalMaxPool", "IsNaN", "Relu"),
        operators(graph).stream()
            .filter(o -> !List.of("Reshape", "Transpose", "Where").contains(o))
            .sorted()
            .toList());
    TensorData x = normal(text.type(), 1);
    x.setDouble(5, Double.NaN);
    x.setDouble(21 * CHANNELS + 7, Double.POSITIVE_INFINITY);
    TensorData greatest = run(graph, x);
    assertTrue(Double.isNaN(greatest.getDouble(0)));
    assertTrue(
        LongStream.range(CHANNELS, 2 * CHANNELS)
            .anyMatch(i -> greatest.getDouble(i) == Double.POSITIVE_INFINITY));
    assertTrue(Double.isFinite(greatest.getDouble(2 * CHANNELS)));
  }

  @Test
  void linesOfAnyGeometryAddedReducedAndReadAsTheyAre() {
    Value x = b.parameter("x", TensorType.of(F, 2, CHANNELS, 15));
    Value causal = relu(conv(spec(1, 4, 0, 2, 1), x, "causal", 3));
    Value sum = p.add(causal, x);
    Value apart = biased(conv(spec(2, 1, 1, 1, (int) CHANNELS), sum, "apart", 3), "bias");
    Value scaled = p.mul(apart, p.scalarLike(apart, 0.5));
    Value mean = p.reduce(ReduceKind.MEAN, scaled, List.of(2), true);
    Value centered = p.sub(scaled, p.broadcast(mean, scaled.type().shape()));
    Value overAll = p.reduce(ReduceKind.MAX, centered, List.of(0, 2), true);
    Value last = p.slice(centered, 2, 3, 7);
    Value wide = p.broadcast(overAll, last.type().shape());
    run(b.build(List.of(p.concat(List.of(last, wide), 2))), normal(x.type(), 1));
  }

  @Test
  void othersStayAsTheyAre() {
    Value x = b.parameter("x", TensorType.of(DataType.FLOAT64, 2, 3, 9));
    Variable kernel = new Variable("kernel", TensorType.of(DataType.FLOAT64, 3, 3, 4));
    Value y = b.add(new Conv(spec(1, 0, 0, 1, 1)), x, b.read(kernel));
    Value negative = p.reduce(ReduceKind.MAX, p.neg(y), List.of(2), false);
    assertFalse(operators(b.build(List.of(negative))).contains("GlobalMaxPool"));
  }
}
