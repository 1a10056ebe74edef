package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Convolutions and poolings of random geometry, the same ones at each run. */
final class RandomWindowCases {
  private static final int CONVOLUTIONS = 40;
  private static final int POOLINGS = 30;

  private RandomWindowCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("random window");
    Random random = new Random(20260101);
    for (int i = 0; i < CONVOLUTIONS; i++) {
      Layout layout = Layout.values()[random.nextInt(2)];
      ConvolutionCases.addAll(list, convolution(random, i), layout, DataType.FLOAT32);
    }
    for (int i = 0; i < POOLINGS; i++) {
      Layout layout = Layout.values()[random.nextInt(2)];
      PoolingCases.addAll(list, pooling(random, i), layout, DataType.FLOAT32);
    }
    return list.cases();
  }

  private static int from(Random random, int low, int high) {
    return low + random.nextInt(high - low + 1);
  }

  private static ConvolutionCases.Geometry convolution(Random random, int number) {
    int n = from(random, 1, 3);
    List<Long> size = new ArrayList<>();
    List<Long> window = new ArrayList<>();
    Integer[] strides = new Integer[n];
    Integer[] dilation = new Integer[n];
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      window.add((long) from(random, 1, 4));
      strides[i] = from(random, 1, 3);
      dilation[i] = from(random, 1, 2);
      low.add(random.nextInt(3));
      high.add(random.nextInt(3));
      long extent = (window.get(i) - 1) * dilation[i] + 1;
      size.add(Math.max(1, extent - low.get(i) - high.get(i)) + random.nextInt(5));
    }
    int groups = from(random, 1, 3);
    long in = (long) groups * from(random, 1, 3);
    long out = (long) groups * from(random, 1, 3);
    return ConvolutionCases.Geometry.of(
            number + " " + size + window + List.of(strides) + low + high + List.of(dilation),
            size,
            window)
        .strides(strides)
        .padding(low, high)
        .dilation(dilation)
        .channels(from(random, 1, 3), in, out, groups);
  }

  private static PoolingCases.Geometry pooling(Random random, int number) {
    int n = from(random, 1, 3);
    List<Long> size = new ArrayList<>();
    List<Integer> window = new ArrayList<>();
    List<Integer> strides = new ArrayList<>();
    List<Integer> low = new ArrayList<>();
    List<Integer> high = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int extent = from(random, 1, 4);
      window.add(extent);
      strides.add(from(random, 1, 3));
      low.add(random.nextInt(extent));
      high.add(random.nextInt(extent));
      size.add((long) extent + random.nextInt(5));
    }
    return new PoolingCases.Geometry(
        number + " " + size + window + strides + low + high, size, window, strides, low, high);
  }
}
