package io.trihorn.backend.dl4j.lowering;

import io.trihorn.backend.dl4j.plan.LibNd4j.Args;
import io.trihorn.backend.dl4j.plan.Ref;
import io.trihorn.graph.Layout;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Images as cuDNN computes fastest with them: {@code (batch, channels, spatial...)}. */
final class CardImages {
  private static final long SAME_PADDING = 0;
  private static final long CHANNELS_FIRST = 0;

  private CardImages() {}

  /** An image seen with its channels first. */
  static Ref first(Ref x, Layout layout) {
    return layout == Layout.CHANNELS_FIRST ? x : LinearLowerings.toLayout(x, Layout.CHANNELS_FIRST);
  }

  /** The opposite of {@link #first}. */
  static Ref toLayout(Ref x, Layout layout) {
    return layout == Layout.CHANNELS_FIRST
        ? x
        : LinearLowerings.channelsLast(x, Layout.CHANNELS_FIRST);
  }

  /** An image of one spatial axis as one of two, the first of extent 1. */
  static Ref lifted(Ref x) {
    return x.reshape(x.dim(0), x.dim(1), 1, x.dim(2));
  }

  /** The extents of an image. */
  static long[] shape(long batch, long channels, long[] spatial) {
    return LongStream.concat(LongStream.of(batch, channels), Arrays.stream(spatial)).toArray();
  }

  /** The image with a border of one value, as wide as a geometry says. */
  static Ref padded(Emitter emit, ConvGeometry g, Ref x, double value) {
    if (!g.hasPadding()) {
      return emit.dense(x);
    }
    Ref result = emit.temp(x.dtype(), shape(g.batch(), g.channels(), g.paddedInput()));
    emit.fill(result, value);
    emit.copy(x, g.inside(result, 2));
    return result;
  }

  /** The arguments that libnd4j's ops on images begin with, and one more of an op's own. */
  static Args arguments(ConvGeometry g, long... last) {
    return Args.ints(
        LongStream.concat(
                LongStream.concat(
                    LongStream.concat(Arrays.stream(g.kernel()), Arrays.stream(g.strides())),
                    LongStream.concat(Arrays.stream(g.low()), Arrays.stream(g.dilation()))),
                LongStream.concat(LongStream.of(SAME_PADDING), Arrays.stream(last)))
            .toArray());
  }

  /** The number of the layout among those arguments. */
  static long layout() {
    return CHANNELS_FIRST;
  }
}
