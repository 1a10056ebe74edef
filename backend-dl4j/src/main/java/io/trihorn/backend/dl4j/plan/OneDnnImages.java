package io.trihorn.backend.dl4j.plan;

/** Types in oneDNN of images of {@code (batch, spatial..., channels)}; to be destroyed. */
final class OneDnnImages {
  private OneDnnImages() {}

  /** As they lie. */
  static long type(long[] shape) {
    return OneDnn.type(inOrder(shape), inOrder(Ref.denseStrides(shape)));
  }

  /** In the order that suits a primitive best. */
  static long anyType(long[] shape) {
    return OneDnn.anyType(inOrder(shape));
  }

  /** The same in oneDNN's order of axes, channels before the spatial ones. */
  private static long[] inOrder(long[] values) {
    long[] moved = values.clone();
    moved[1] = values[values.length - 1];
    System.arraycopy(values, 1, moved, 2, values.length - 2);
    return moved;
  }
}
