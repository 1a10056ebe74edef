package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.Gelu;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Operators of ONNX Runtime's own domain, as its optimizers write them. */
final class ContribOperators {
  private static final String DOMAIN = "com.microsoft.";

  private ContribOperators() {}

  static void addTo(Operators.Builder table) {
    table.one(DOMAIN + "Gelu", c -> Gelu.of(c.in(0), false));
    table.one(DOMAIN + "FastGelu", c -> Gelu.of(biased(c), true));
    table.one(DOMAIN + "BiasGelu", c -> Gelu.of(biased(c), false));
    table.one(DOMAIN + "QuickGelu", ContribOperators::quickGelu);
    table.one(DOMAIN + "FusedMatMul", ContribOperators::fusedMatMul);
    table.add(DOMAIN + "SkipLayerNormalization", ContribOperators::skipLayer);
    table.add(DOMAIN + "SkipSimplifiedLayerNormalization", ContribOperators::skipSimplified);
    table.add(DOMAIN + "EmbedLayerNormalization", ContribOperators::embedLayer);
    table.add(DOMAIN + "QEmbedLayerNormalization", ContribOperators::quantizedEmbedLayer);
  }

  private static Tensor biased(OpCall call) {
    return call.has(1) ? Ops.add(call.in(0), call.in(1)) : call.in(0);
  }

  private static Tensor quickGelu(OpCall call) {
    Tensor x = call.in(0);
    return Ops.multiply(x, Nn.sigmoid(Ops.multiply(x, call.real("alpha", 1.702))));
  }

  private static Tensor fusedMatMul(OpCall call) {
    Tensor a = call.flag("transBatchA", false) ? batchTurned(call.in(0)) : call.in(0);
    Tensor b = call.flag("transBatchB", false) ? batchTurned(call.in(1)) : call.in(1);
    Tensor y = Nn.matmul(a, b, call.flag("transA", false), call.flag("transB", false));
    double alpha = call.real("alpha", 1);
    return alpha == 1 ? y : Ops.multiply(y, alpha);
  }

  /**
   * The first axis put behind the other batch axes, {@code (rows, batch..., n)} to batches first.
   */
  private static Tensor batchTurned(Tensor x) {
    int last = x.rank() - 1;
    int[] order = IntStream.rangeClosed(0, last).map(i -> i < last - 1 ? i + 1 : i).toArray();
    order[last - 1] = 0;
    return Shapes.transpose(x, order);
  }

  /** The normalized sum of two tensors and maybe a bias; the fourth result is the sum. */
  private static List<Tensor> skipLayer(OpCall call) {
    Tensor sum = summed(call, 4);
    Tensor y =
        NormOperators.layer(
            sum, sum.rank() - 1, call.in(2), call.optional(3), call.real("epsilon", 1e-12));
    return Arrays.asList(y, null, null, sum);
  }

  /** The same by the root of the mean square, which has no offset. */
  private static List<Tensor> skipSimplified(OpCall call) {
    Tensor sum = summed(call, 3);
    Tensor y = NormOperators.rms(sum, sum.rank() - 1, call.real("epsilon", 1e-12));
    return Arrays.asList(Ops.multiply(y, call.in(2)), null, null, sum);
  }

  private static Tensor summed(OpCall call, int bias) {
    Tensor sum = Ops.add(call.in(0), call.in(1));
    return call.has(bias) ? Ops.add(sum, call.in(bias)) : sum;
  }

  private static List<Tensor> embedLayer(OpCall call) {
    return embedded(call, call.optional(8), call::in);
  }

  /** Weights are integers of 8 bits; scales stand after the mask and zero points after these. */
  private static List<Tensor> quantizedEmbedLayer(OpCall call) {
    return embedded(
        call,
        null,
        i -> {
          Tensor scale = Shapes.reshape(call.in(i + 6));
          return Ops.multiply(QLinearOperators.whole(call, i, i + 11, -1), scale);
        });
  }

  /**
   * The normalized sum of what words, their places and their segments are embedded as.
   *
   * @param given the places of words, or null for one after the other
   * @param weight the weight that stands at an operand
   */
  private static List<Tensor> embedded(OpCall call, Tensor given, IntFunction<Tensor> weight) {
    Tensor ids = call.in(0);
    Tensor sum = Shapes.take(weight.apply(2), ids, 0);
    Tensor places =
        given == null
            ? Shapes.expandDims(Shapes.arange(ids, ids.dim(1), DataType.INT32), 0)
            : given;
    sum = Ops.add(sum, Shapes.take(weight.apply(3), places, 0));
    if (call.has(1)) {
      sum = Ops.add(sum, Shapes.take(weight.apply(4), call.in(1), 0));
    }
    double epsilon = call.real("epsilon", 1e-12);
    Tensor y = NormOperators.layer(sum, 2, weight.apply(5), weight.apply(6), epsilon);
    return Arrays.asList(y, lengths(call, ids), sum);
  }

  /** The number of words that the mask leaves of each text. */
  private static Tensor lengths(OpCall call, Tensor ids) {
    return call.has(7)
        ? Ops.sum(Ops.cast(call.in(7), DataType.INT32), 1)
        : Shapes.full(ids, 0, DataType.INT32, ids.dim(0));
  }
}
