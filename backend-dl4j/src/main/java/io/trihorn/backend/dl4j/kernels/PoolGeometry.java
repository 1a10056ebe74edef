package io.trihorn.backend.dl4j.kernels;

/**
 * A pooling of {@code (batch, depth, height, width, channels)}.
 *
 * @param batch the number of images
 * @param input the extents before
 * @param output the extents after
 * @param window the extents of the windows
 * @param strides their steps
 * @param low how much padding is before the first element
 * @param channels the number of channels
 */
public record PoolGeometry(
    int batch, int[] input, int[] output, int[] window, int[] strides, int[] low, int channels) {
  /** The first position of a window along an axis that is not padding. */
  int first(int axis, int at) {
    return Math.max(at * strides[axis] - low[axis], 0);
  }

  /** The position after the last one of a window along an axis that is not padding. */
  int end(int axis, int at) {
    return Math.min(at * strides[axis] - low[axis] + window[axis], input[axis]);
  }

  long taps() {
    return (long) window[0] * window[1] * window[2];
  }
}
