package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.ConvGeometry;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Images in the order of axes that a program is fastest with: {@code (batch, channels, spatial...)}
 * on cards, as cuDNN's, {@code (batch, spatial..., channels)} on processors, as oneDNN's.
 *
 * @param emit where steps go
 * @param given the order of operands and results
 */
record Images(Emitter emit, Layout given) {
  /** The program's order. */
  Layout layout() {
    return emit.isForCard() ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
  }

  /** An operand in the program's order, dense. */
  Ref in(Ref x) {
    return emit.dense(moved(x, given, layout()));
  }

  /** A result in the order of operands. */
  Ref out(Ref y) {
    return moved(y, layout(), given);
  }

  private static Ref moved(Ref x, Layout from, Layout to) {
    if (from == to) {
      return x;
    }
    List<Integer> order = new ArrayList<>(IntStream.range(0, x.rank()).boxed().toList());
    int channels = order.remove(from.channelAxis(x.rank()));
    order.add(to.channelAxis(x.rank()), channels);
    return x.transpose(order);
  }

  /** The extents of images in the program's order. */
  long[] shape(long batch, long[] spatial, long channels) {
    LongStream extents = LongStream.of(spatial);
    LongStream rest =
        layout() == Layout.CHANNELS_FIRST
            ? LongStream.concat(LongStream.of(channels), extents)
            : LongStream.concat(extents, LongStream.of(channels));
    return LongStream.concat(LongStream.of(batch), rest).toArray();
  }

  /** The part of padded images that is not padding. */
  Ref inside(ConvGeometry g, Ref padded) {
    return g.inside(padded, layout().firstSpatialAxis());
  }

  /** Images with a border of one value, as wide as a geometry says. */
  Ref padded(ConvGeometry g, Ref x, double value) {
    if (!g.hasPadding()) {
      return x;
    }
    Ref result = emit.temp(x.dtype(), shape(g.batch(), g.paddedInput(), g.channels()));
    emit.fill(result, value);
    emit.copy(x, inside(g, result));
    return result;
  }
}
