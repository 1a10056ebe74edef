package io.trihorn.layers.reshaping;

/**
 * Zeros added over depth, height and width: input {@code (batch, depth, height, width, channels)}.
 */
public final class ZeroPadding3D extends ZeroPadding<ZeroPadding3D> {
  /** So many zeros: one number for all, one for each axis, or a pair for each axis in turn. */
  public ZeroPadding3D(int... padding) {
    super(3, padding);
  }
}
