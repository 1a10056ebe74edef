package io.trihorn.backend.onnx.imports;

import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import io.trihorn.ops.Windows;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Convolutions of {@code (batch, channels, spatial...)} by {@code (filters, channels, ...)}. */
final class ConvOperators {
  private ConvOperators() {}

  static void addTo(Operators.Builder table) {
    table.one("Conv", ConvOperators::conv);
    table.one("ConvTranspose", ConvOperators::convTranspose);
    table.one("DeformConv", 19, ConvOperators::deformable);
  }

  private static void checkRank(OpCall call, Tensor x, Tensor w) {
    int spatial = x.rank() - 2;
    if (w.rank() != spatial + 2) {
      throw call.wrong("needs operands of one rank: " + x.type() + ", " + w.type());
    }
    if (spatial < 1 || spatial > 3) {
      throw call.unsupported(spatial + " spatial axes");
    }
  }

  /** The kernel as the primitive takes it: the two channel axes last, and exchanged. */
  private static Tensor kernel(Tensor w) {
    int[] permutation = new int[w.rank()];
    for (int i = 0; i < w.rank() - 2; i++) {
      permutation[i] = i + 2;
    }
    permutation[w.rank() - 2] = 1;
    permutation[w.rank() - 1] = 0;
    return Shapes.transpose(w, permutation);
  }

  private static Tensor withBias(OpCall call, Tensor y) {
    return call.has(2) ? Ops.add(y, Values.perChannel(call.in(2), y.rank())) : y;
  }

  private static Tensor conv(OpCall call) {
    return withBias(call, conv(call, call.in(0), call.in(1)));
  }

  /** The convolution that a call's attributes say, of these operands. */
  static Tensor conv(OpCall call, Tensor x, Tensor w) {
    checkRank(call, x, w);
    long[] dims = x.type().dims();
    Geometry g =
        Geometry.of(
            call, Values.part(dims, 2, x.rank()), Values.part(w.type().dims(), 2, w.rank()));
    long[] cutLow = new long[x.rank()];
    long[] cutHigh = new long[x.rank()];
    int[] low = g.low().clone();
    int[] high = g.high().clone();
    for (int i = 0; i < low.length; i++) {
      cutLow[i + 2] = Math.max(-low[i], 0);
      cutHigh[i + 2] = Math.max(-high[i], 0);
      low[i] = Math.max(low[i], 0);
      high[i] = Math.max(high[i], 0);
    }
    ConvSpec spec =
        new ConvSpec(
            Geometry.list(g.strides()),
            Geometry.list(low),
            Geometry.list(high),
            Geometry.list(g.dilations()),
            call.small("group", 1),
            Layout.CHANNELS_FIRST);
    return Windows.conv(PadOperators.cut(x, cutLow, cutHigh), kernel(w), spec);
  }

  /** All that the windows cover, and of it what padding leaves. */
  private static Tensor convTranspose(OpCall call) {
    Tensor x = call.in(0);
    Tensor w = call.in(1);
    checkRank(call, x, w);
    int n = x.rank() - 2;
    long[] strides = call.integers("strides", n, 1);
    long[] dilations = call.integers("dilations", n, 1);
    long[] more = call.integers("output_padding", n, 0);
    long[] given = call.integers("output_shape");
    long[] pads = call.integers("pads", 2 * n, 0);
    String auto = call.text("auto_pad", "NOTSET");
    int groups = call.small("group", 1);
    long[] dims = x.type().dims();
    dims[1] = w.dim(1) * groups;
    long[] low = new long[n + 2];
    long[] high = new long[n + 2];
    for (int i = 0; i < n; i++) {
      if (strides[i] < 1 || dilations[i] < 1) {
        throw call.wrong("needs positive strides and dilations");
      }
      long full = (x.dim(i + 2) - 1) * strides[i] + (w.dim(i + 2) - 1) * dilations[i] + 1;
      dims[i + 2] = full;
      boolean same = auto.startsWith("SAME");
      if (given != null || same) {
        long wanted = given != null ? given[given.length - n + i] : x.dim(i + 2) * strides[i];
        long total = full + more[i] - wanted;
        long less = Math.floorDiv(total, 2);
        low[i + 2] = auto.equals("SAME_UPPER") ? less : total - less;
        high[i + 2] = total - low[i + 2] - more[i];
      } else if (auto.equals("NOTSET")) {
        low[i + 2] = pads[i];
        high[i + 2] = pads[n + i] - more[i];
      } else {
        high[i + 2] = -more[i];
      }
    }
    List<Integer> none = Collections.nCopies(n, 0);
    ConvSpec spec =
        new ConvSpec(boxed(strides), none, none, boxed(dilations), groups, Layout.CHANNELS_FIRST);
    Tensor all = Windows.convTranspose(x, kernel(w), spec, new Shape(dims));
    return withBias(call, PadOperators.cut(all, low, high));
  }

  private static List<Integer> boxed(long[] values) {
    return Arrays.stream(values).mapToObj(Math::toIntExact).toList();
  }

  /** A convolution whose taps are moved by offsets, and weighted by a mask, at each position. */
  private static Tensor deformable(OpCall call) {
    return DeformableConv.apply(call);
  }
}
