package io.trihorn.graph;

import ai.djl.Device;

/**
 * A tensor in the memory of one engine, on one device. It never changes. Programs of that engine on
 * that device take and give it without going through the host. {@link #close} frees its memory at
 * once; what nobody has any more is freed when the garbage collector finds it. Safe for use by many
 * threads.
 */
public non-sealed interface DeviceTensor extends TensorValue, AutoCloseable {
  /** The name of the backend it belongs to. */
  String backend();

  /** Where it is. */
  Device device();

  /**
   * A copy of the elements on the host.
   *
   * @throws IllegalStateException after close
   */
  @Override
  TensorData toHost();

  /** Frees the memory, as soon as no run uses it any more. A second call does nothing. */
  @Override
  void close();
}
