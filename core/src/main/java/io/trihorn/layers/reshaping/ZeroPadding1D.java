package io.trihorn.layers.reshaping;

/** Zeros added over time: input {@code (batch, steps, channels)}. */
public final class ZeroPadding1D extends ZeroPadding<ZeroPadding1D> {
  /** So many zeros: one number for both ends, or a pair. */
  public ZeroPadding1D(int... padding) {
    super(1, padding);
  }
}
