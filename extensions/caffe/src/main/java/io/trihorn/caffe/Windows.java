package io.trihorn.caffe;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Kernels, strides, borders and dilations of all spatial axes, however a text gives them.
 *
 * @param kernel extents of a window
 * @param stride steps from window to window
 * @param pad extents of the border on each side
 * @param dilation steps within a window
 */
record Windows(int[] kernel, int[] stride, int[] pad, int[] dilation) {
  /**
   * Reads them.
   *
   * @param axes how many spatial axes there are
   * @throws CaffeException if there is no kernel, or another number of them
   */
  static Windows of(Site site, Part p, int axes) {
    int[] dilation = p.knows("dilation") ? repeated(site, p, "dilation", axes, 1) : ones(axes);
    return new Windows(
        sides(site, p, "kernel_size", "kernel", axes, null),
        sides(site, p, "stride", "stride", axes, 1),
        sides(site, p, "pad", "pad", axes, 0),
        dilation);
  }

  private static int[] ones(int axes) {
    return IntStream.range(0, axes).map(i -> 1).toArray();
  }

  /** By height and width, or one number for each axis, or one for all. */
  private static int[] sides(
      Site site, Part p, String all, String each, int axes, Integer otherwise) {
    if (p.has(each + "_h") || p.has(each + "_w")) {
      if (axes != 2) {
        throw site.error(each + "_h and " + each + "_w go with two spatial axes, not " + axes);
      }
      return new int[] {p.integer(each + "_h"), p.integer(each + "_w")};
    }
    return repeated(site, p, all, axes, otherwise);
  }

  /** By default the number for all axes; null where one has to be given. */
  private static int[] repeated(Site site, Part p, String name, int axes, Integer otherwise) {
    List<Integer> given =
        p.isRepeated(name)
            ? p.integers(name)
            : p.has(name) ? List.of(p.integer(name)) : List.<Integer>of();
    if (given.isEmpty() && otherwise != null) {
      return IntStream.range(0, axes).map(i -> otherwise).toArray();
    }
    if (given.size() != 1 && given.size() != axes) {
      throw site.error("expected one " + name + " or " + axes + " of them, but got " + given);
    }
    return IntStream.range(0, axes).map(i -> given.get(given.size() == 1 ? 0 : i)).toArray();
  }

  int axes() {
    return kernel.length;
  }

  /** How far a window reaches along an axis. */
  int reach(int axis) {
    return dilation[axis] * (kernel[axis] - 1) + 1;
  }
}
