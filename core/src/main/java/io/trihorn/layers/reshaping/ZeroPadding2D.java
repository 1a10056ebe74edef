package io.trihorn.layers.reshaping;

/** Zeros added over height and width: input {@code (batch, height, width, channels)}. */
public final class ZeroPadding2D extends ZeroPadding<ZeroPadding2D> {
  /** So many zeros: one number for all, one for each axis, or a pair for each axis in turn. */
  public ZeroPadding2D(int... padding) {
    super(2, padding);
  }
}
