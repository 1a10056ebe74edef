package io.trihorn.backend.exchange;

import io.trihorn.graph.TensorType;

/** A tensor as workers give it to each other. */
public sealed interface Packed permits RowTensor, SignTensor {
  /** The type of the whole tensor. */
  TensorType type();

  /** The rows that it stands for. */
  RowTensor unpacked();
}
