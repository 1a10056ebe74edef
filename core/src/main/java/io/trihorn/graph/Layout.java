package io.trihorn.graph;

/** Where the channel axis of an image-like tensor stands. */
public enum Layout {
  /** {@code (batch, spatial..., channels)}; Keras's {@code channels_last}. */
  CHANNELS_LAST,
  /** {@code (batch, channels, spatial...)}; Keras's {@code channels_first}. */
  CHANNELS_FIRST;

  /** The channel axis of a tensor of this rank. */
  public int channelAxis(int rank) {
    return this == CHANNELS_LAST ? rank - 1 : 1;
  }

  /** The first spatial axis. */
  public int firstSpatialAxis() {
    return this == CHANNELS_LAST ? 1 : 2;
  }
}
