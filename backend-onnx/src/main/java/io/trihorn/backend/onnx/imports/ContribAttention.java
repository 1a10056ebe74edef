package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.DataType;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;

/** Attention as ONNX Runtime's own domain has it: with the projections, and packed. */
final class ContribAttention {
  private static final String DOMAIN = "com.microsoft.";

  private ContribAttention() {}

  static void addTo(Operators.Builder table) {
    table.add(DOMAIN + "Attention", ContribAttention::attention);
    table.add(DOMAIN + "QAttention", ContribAttention::quantized);
    table.add(DOMAIN + "MultiHeadAttention", ContribAttention::multiHead);
  }

  /** Operands of attention where they stand in a node. */
  private record Places(int mask, int past, int bias) {}

  private static List<Tensor> attention(OpCall call) {
    if (call.flag("do_rotary", false) || call.flag("past_present_share_buffer", false)) {
      throw call.unsupported("do_rotary or past_present_share_buffer");
    }
    Tensor projected = Nn.matmul(call.in(0), call.in(1));
    Tensor packed = call.has(2) ? Ops.add(projected, call.in(2)) : projected;
    return packed(call, packed, new Places(3, 4, 5));
  }

  /** The projections are products of integers of 8 bits. */
  private static List<Tensor> quantized(OpCall call) {
    if (call.flag("do_rotary", false) || call.flag("past_present_share_buffer", false)) {
      throw call.unsupported("do_rotary or past_present_share_buffer");
    }
    Tensor x = QLinearOperators.whole(call, 0, 6, -1);
    Tensor w = QLinearOperators.whole(call, 1, 7, -1);
    Tensor sums = QLinearOperators.exactly(x, w, x.dim(-1), Nn::matmul);
    Tensor scale = Ops.multiply(Shapes.reshape(call.in(3)), call.in(4));
    Tensor projected = Ops.add(Ops.multiply(sums, scale), call.in(2));
    return packed(call, projected, new Places(5, 8, -1));
  }

  /** Of queries, keys and values side by side, {@code (batch, length, 3 * hidden)}. */
  private static List<Tensor> packed(OpCall call, Tensor projected, Places places) {
    long heads = call.integer("num_heads", 0);
    long[] sizes = call.integers("qkv_hidden_sizes");
    if (sizes == null) {
      sizes = new long[3];
      Arrays.fill(sizes, projected.dim(2) / 3);
    }
    if (heads < 1 || sizes.length != 3 || Arrays.stream(sizes).anyMatch(s -> s % heads != 0)) {
      throw call.wrong("has " + heads + " heads for sizes " + Arrays.toString(sizes));
    }
    List<Tensor> parts =
        Shapes.split(projected, 2, sizes).stream().map(p -> HeadScores.apart(p, heads)).toList();
    Tensor k = parts.get(1);
    Tensor v = parts.get(2);
    if (call.has(places.past())) {
      List<Tensor> past = Shapes.splitEqually(call.in(places.past()), 0, 2);
      k = Shapes.concatenate(List.of(Shapes.index(past.get(0), 0, 0), k), 2);
      v = Shapes.concatenate(List.of(Shapes.index(past.get(1), 0, 0), v), 2);
    }
    Tensor y = attended(call, parts.get(0), k, v, places);
    return Arrays.asList(
        HeadScores.together(y), call.wants(1) ? Shapes.stack(List.of(k, v), 0) : null);
  }

  /** Of queries, keys and values that are projected already. */
  private static List<Tensor> multiHead(OpCall call) {
    long heads = call.integer("num_heads", 0);
    Tensor query = call.in(0);
    boolean apart = query.rank() == 3 && call.has(1) && call.has(2);
    if (heads < 1 || !apart || call.has(8) || call.has(9)) {
      throw call.unsupported("packed queries, keys and values, or a shared buffer of the past");
    }
    Tensor q = HeadScores.apart(with(call, query, 0), heads);
    Tensor k = heads(call, 1, heads);
    Tensor v = heads(call, 2, heads);
    if (call.has(6)) {
      k = Shapes.concatenate(List.of(call.in(6), k), 2);
      v = Shapes.concatenate(List.of(call.in(7), v), 2);
    }
    Tensor y = attended(call, q, k, v, new Places(4, 6, 5));
    return Arrays.asList(HeadScores.together(y), k, v);
  }

  private static Tensor heads(OpCall call, int operand, long heads) {
    Tensor x = call.in(operand);
    return x.rank() == 4 ? x : HeadScores.apart(with(call, x, operand), heads);
  }

  /** With its part of the bias, in which queries, keys and values stand one after the other. */
  private static Tensor with(OpCall call, Tensor x, int part) {
    if (!call.has(3)) {
      return x;
    }
    long width = call.in(0).dim(2);
    long first = part * width;
    return Ops.add(x, Shapes.slice(call.in(3), 0, first, first + x.dim(2)));
  }

  private static Tensor attended(OpCall call, Tensor q, Tensor k, Tensor v, Places places) {
    double given = call.real("scale", 0);
    double scale = given == 0 ? 1 / Math.sqrt(q.dim(3)) : given;
    Tensor causal = null;
    if (call.flag("unidirectional", false)) {
      long before = k.dim(2) - q.dim(2);
      causal = call.constant(HeadScores.past(q.dim(2), k.dim(2), before));
    }
    boolean biased = places.bias() >= 0 && call.has(places.bias());
    if (!call.has(places.mask()) && !biased) {
      return HeadScores.attended(q, k, v, causal, scale);
    }
    Tensor added = biased ? call.in(places.bias()) : null;
    if (call.has(places.mask())) {
      Tensor low = mask(call, call.in(places.mask()), q, k.dim(2));
      added = added == null ? low : Ops.add(low, added);
    }
    if (causal != null) {
      added = Ops.where(causal, added, -Float.MAX_VALUE);
    }
    return HeadScores.biased(q, k, v, added, scale);
  }

  /**
   * What is added to scores: nothing or a low number. A mask is 0 where a source is not to be
   * looked at, {@code (batch, sources)} or {@code (batch, targets, sources)}; or the numbers of
   * sources, and after them maybe those before the first, for each of the batch.
   */
  private static Tensor mask(OpCall call, Tensor mask, Tensor q, long sources) {
    Tensor seen =
        switch (mask.rank()) {
          case 1 -> between(call, mask, q.dim(0), sources);
          case 2 -> Shapes.reshape(Ops.greater(mask, 0), mask.dim(0), 1, 1, mask.dim(1));
          case 3 -> Shapes.expandDims(Ops.greater(mask, 0), 1);
          default -> throw call.unsupported("a mask " + mask.type());
        };
    double low = call.real("mask_filter_value", -10000);
    return Ops.where(seen, q.scalar(0), q.scalar(low));
  }

  private static Tensor between(OpCall call, Tensor bounds, long batch, long sources) {
    if (bounds.dim(0) != batch && bounds.dim(0) != 2 * batch) {
      throw call.unsupported("a mask " + bounds.type());
    }
    Tensor places = Shapes.arange(bounds, sources, DataType.INT32);
    List<Tensor> parts =
        Shapes.splitEqually(Shapes.reshape(bounds, -1, 1, 1, 1), 0, (int) (bounds.dim(0) / batch));
    Tensor before = Ops.less(places, parts.get(0));
    return parts.size() == 1
        ? before
        : Ops.logicalAnd(before, Ops.greaterEqual(places, parts.get(1)));
  }
}
