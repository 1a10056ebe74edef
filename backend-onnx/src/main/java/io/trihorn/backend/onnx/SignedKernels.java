package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.backend.onnx.emit.OnnxModel;
import io.trihorn.composites.IntegerProduct;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether ONNX Runtime sums products of bytes with kernels that have a sign right. On processors
 * that have AVX2 and not VNNI its sums of two products may overflow 16 bits, so that it is tried.
 */
final class SignedKernels {
  private static final int INNER = 64;
  private static final int COLUMNS = 16;
  private static final byte[] EXTREMES = {127, -128};

  private SignedKernels() {}

  /** The answer, found when it is first asked for. */
  private static final class Holder {
    static final boolean EXACT = isExactFor(1) && isExactFor(5);
  }

  /** Whether sums are exact on this processor. */
  static boolean areExact() {
    return Holder.EXACT;
  }

  private static boolean isExactFor(int rows) {
    GraphBuilder builder = new GraphBuilder();
    Value a = builder.parameter("a", TensorType.of(DataType.INT8, rows, INNER));
    Value b = builder.parameter("b", TensorType.of(DataType.INT8, INNER, COLUMNS));
    Graph graph = builder.build(List.of(builder.add(new IntegerProduct(), a, b)), Map.of());
    OnnxModel model = new OnnxEmitter().signedKernels(() -> true).emit(graph);
    try (OrtSession session =
        OnnxEngine.session(model.proto(), Device.cpu(), OnnxSettings.defaults())) {
      for (byte left : EXTREMES) {
        for (byte right : EXTREMES) {
          if (!allAre(INNER * left * right, sums(session, model, a, left, b, right))) {
            return false;
          }
        }
      }
      return true;
    } catch (OrtException e) {
      throw new BackendException("ONNX Runtime cannot multiply bytes: " + e.getMessage(), e);
    }
  }

  private static int[][] sums(
      OrtSession session, OnnxModel model, Value a, byte left, Value b, byte right)
      throws OrtException {
    try (OnnxTensor x = filled(a.type(), left);
        OnnxTensor y = filled(b.type(), right);
        OrtSession.Result result =
            session.run(Map.of(model.parameters().get(0), x, model.parameters().get(1), y))) {
      return (int[][]) result.get(0).getValue();
    }
  }

  private static OnnxTensor filled(TensorType type, byte value) {
    TensorData data = TensorData.zeros(type);
    data.fill(value);
    return OnnxTensors.over(data);
  }

  private static boolean allAre(int wanted, int[][] rows) {
    return Arrays.stream(rows).flatMapToInt(Arrays::stream).allMatch(sum -> sum == wanted);
  }
}
