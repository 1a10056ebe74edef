package io.trihorn.saving.hdf5;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;

/** An array in an HDF5 file; its elements are read when they are asked for. */
public final class Hdf5Dataset extends Hdf5Node {
  private final TensorType type;
  private final Elements elements;

  /** Where the elements come from. */
  interface Elements {
    /** All of them, in fresh memory. */
    TensorData read();

    /** Writes all of them to a place, in the machine's order. */
    default void readInto(ByteBuffer place) {
      place.put(read().bytes());
    }
  }

  Hdf5Dataset(String path, TensorType type, Elements elements) {
    super(path);
    this.type = type;
    this.elements = elements;
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
    return elements.read();
  }

  /**
   * Writes the elements to a place of as many bytes, in the machine's order.
   *
   * @throws Hdf5Exception if the file is damaged
   */
  public void readInto(ByteBuffer place) {
    elements.readInto(place);
  }
}
