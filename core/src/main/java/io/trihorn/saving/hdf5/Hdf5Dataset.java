package io.trihorn.saving.hdf5;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.function.Supplier;

/** An array in an HDF5 file; its elements are read when they are asked for. */
public final class Hdf5Dataset extends Hdf5Node {
  private final TensorType type;
  private final Supplier<TensorData> values;

  Hdf5Dataset(String path, TensorType type, Supplier<TensorData> values) {
    super(path);
    this.type = type;
    this.values = values;
  }

  /** The element type and the shape; 16-bit integers are seen as int32. */
  public TensorType type() {
    return type;
  }

  /**
   * The elements, in fresh memory.
   *
   * @throws Hdf5Exception if the file is damaged
   */
  public TensorData read() {
    return values.get();
  }
}
