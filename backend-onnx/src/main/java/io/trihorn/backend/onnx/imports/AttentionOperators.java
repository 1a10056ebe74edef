package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Attention by products, and rotations by position, as the operator set has them from 23 on. */
final class AttentionOperators {
  private AttentionOperators() {}

  static void addTo(Operators.Builder table) {
    table.add("Attention", 23, AttentionOperators::attention);
    table.one("RotaryEmbedding", 23, AttentionOperators::rotary);
  }

  private static Tensor byHeads(OpCall call, Tensor x, String attribute) {
    if (x.rank() == 4) {
      return x;
    }
    long heads = call.integer(attribute, 0);
    if (x.rank() != 3 || heads < 1 || x.dim(2) % heads != 0) {
      throw call.wrong("needs " + attribute + " that divides the last axis of " + x.type());
    }
    return HeadScores.apart(x, heads);
  }

  private static Tensor after(OpCall call, int past, Tensor x) {
    return call.has(past) ? Shapes.concatenate(List.of(call.in(past), x), 2) : x;
  }

  private static List<Tensor> attention(OpCall call) {
    Tensor q = byHeads(call, call.in(0), "q_num_heads");
    Tensor k = after(call, 4, byHeads(call, call.in(1), "kv_num_heads"));
    Tensor v = after(call, 5, byHeads(call, call.in(2), "kv_num_heads"));
    double scale = call.real("scale", 1 / Math.sqrt(q.dim(3)));
    boolean plain = !call.has(3) && !call.has(6) && call.real("softcap", 0) == 0 && !call.wants(3);
    List<Tensor> attended = plain ? whole(call, q, k, v, scale) : shown(call, q, k, v, scale);
    Tensor y = attended.get(0);
    return Arrays.asList(
        call.in(0).rank() == 4 ? y : HeadScores.together(y), k, v, attended.get(1));
  }

  private static List<Tensor> whole(OpCall call, Tensor q, Tensor k, Tensor v, double scale) {
    Tensor mask =
        call.flag("is_causal", false) ? call.constant(past(call, q.dim(2), k.dim(2))) : null;
    return Arrays.asList(HeadScores.attended(q, k, v, mask, scale), null);
  }

  /** What attention gives, and the scores at the stage that is asked for. */
  private static List<Tensor> shown(OpCall call, Tensor q, Tensor k, Tensor v, double scale) {
    int share = Math.toIntExact(q.dim(1) / k.dim(1));
    Tensor keys = share == 1 ? k : Shapes.repeat(k, share, 1);
    Tensor values = share == 1 ? v : Shapes.repeat(v, share, 1);
    Tensor products = Nn.matmul(Ops.multiply(q, scale), keys, false, true);
    double cap = call.real("softcap", 0);
    Tensor capped = cap == 0 ? products : Ops.multiply(Ops.tanh(Ops.divide(products, cap)), cap);
    Tensor masked = masked(call, capped);
    Tensor weights = weights(masked, call.has(3) || call.has(6));
    List<Tensor> stages = List.of(products, capped, masked, weights);
    return List.of(Nn.matmul(weights, values), stages.get(call.small("qk_matmul_output_mode", 0)));
  }

  private static TensorData past(OpCall call, long targets, long sources) {
    return HeadScores.past(targets, sources, call.has(4) ? call.in(4).dim(2) : 0);
  }

  /** Zeros for a target that may look at no source. */
  private static Tensor weights(Tensor scores, boolean mayBeNone) {
    Tensor weights = Nn.softmax(scores, -1);
    if (!mayBeNone) {
      return weights;
    }
    Tensor none = Ops.equal(Ops.maxKeep(scores, -1), Double.NEGATIVE_INFINITY);
    return Ops.where(none, 0, weights);
  }

  /** Scores {@code (batch, heads, targets, sources)} where attention may not go made low. */
  private static Tensor masked(OpCall call, Tensor scores) {
    Tensor result = scores;
    if (call.has(3)) {
      Tensor mask = call.in(3);
      result =
          mask.dtype() == DataType.BOOLEAN
              ? Ops.where(wide(mask, scores, 0), result, Double.NEGATIVE_INFINITY)
              : Ops.add(result, wide(mask, scores, Double.NEGATIVE_INFINITY));
    }
    if (call.has(6)) {
      Tensor places = Shapes.arange(scores, scores.dim(3), DataType.INT64);
      Tensor lengths = Shapes.reshape(call.in(6), call.in(6).size(), 1, 1, 1);
      result = where(Ops.less(places, lengths), result);
    }
    if (call.flag("is_causal", false)) {
      result = where(call.constant(past(call, scores.dim(2), scores.dim(3))), result);
    }
    return result;
  }

  private static Tensor where(Tensor allowed, Tensor scores) {
    return Ops.where(allowed, scores, Double.NEGATIVE_INFINITY);
  }

  /** A mask with a value for the sources that it does not reach. */
  private static Tensor wide(Tensor mask, Tensor scores, double value) {
    long missing = mask.dim(-1) == 1 ? 0 : scores.dim(3) - mask.dim(-1);
    if (missing <= 0) {
      return mask;
    }
    long[] high = new long[mask.rank()];
    high[mask.rank() - 1] = missing;
    return Shapes.pad(mask, new long[mask.rank()], high, value);
  }

  /** Pairs of elements turned by angles that belong to their places. */
  private static Tensor rotary(OpCall call) {
    Tensor given = call.in(0);
    Tensor x = byHeads(call, given, "num_heads");
    long width = call.integer("rotary_embedding_dim", 0);
    width = width == 0 ? x.dim(3) : width;
    Tensor turned = Shapes.slice(x, 3, 0, width);
    boolean interleaved = call.flag("interleaved", false);
    Tensor first = part(turned, interleaved, 0);
    Tensor second = part(turned, interleaved, 1);
    Tensor cos = angles(call, 1);
    Tensor sin = angles(call, 2);
    Tensor real = Ops.subtract(Ops.multiply(cos, first), Ops.multiply(sin, second));
    Tensor imaginary = Ops.add(Ops.multiply(sin, first), Ops.multiply(cos, second));
    Tensor y =
        interleaved
            ? Shapes.reshape(Shapes.stack(List.of(real, imaginary), 4), turned.type().dims())
            : Shapes.concatenate(List.of(real, imaginary), 3);
    if (width < x.dim(3)) {
      y = Shapes.concatenate(List.of(y, Shapes.slice(x, 3, width, x.dim(3))), 3);
    }
    return given.rank() == 4 ? y : HeadScores.together(y);
  }

  /** The even or the odd elements, or the first or the second half. */
  private static Tensor part(Tensor x, boolean interleaved, int which) {
    long half = x.dim(3) / 2;
    if (!interleaved) {
      return Shapes.slice(x, 3, which * half, (which + 1) * half);
    }
    Tensor pairs = Shapes.reshape(x, x.dim(0), x.dim(1), x.dim(2), half, 2);
    return Shapes.index(pairs, 4, which);
  }

  /** A cache's rows at the places, {@code (batch, 1, length, width / 2)}. */
  private static Tensor angles(OpCall call, int operand) {
    Tensor cache = call.in(operand);
    Tensor rows = call.has(3) ? Shapes.take(cache, call.in(3), 0) : cache;
    return Shapes.expandDims(rows, 1);
  }
}
