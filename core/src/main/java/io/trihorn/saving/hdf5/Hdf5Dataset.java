package io.trihorn.saving.hdf5;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An array in an HDF5 file; its elements are read when they are asked for. */
public final class Hdf5Dataset extends Hdf5Node {
  private final TensorType type;
  private final boolean text;
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

  Hdf5Dataset(String path, TensorType type, boolean text, Elements elements) {
    super(path);
    this.type = type;
    this.text = text;
    this.elements = elements;
  }

  /** Whether it is one string of a fixed length, whose bytes are the elements. */
  public boolean isText() {
    return text;
  }

  /**
   * The string, up to its end or a zero.
   *
   * @throws Hdf5Exception if it is none
   */
  public String text() {
    if (!text) {
      throw new Hdf5Exception("'/" + path() + "' should be a string, but is " + type);
    }
    ByteBuffer bytes = read().bytes();
    byte[] all = new byte[bytes.remaining()];
    bytes.get(all);
    int end = 0;
    while (end < all.length && all[end] != 0) {
      end++;
    }
    return new String(all, 0, end, StandardCharsets.UTF_8);
  }

  /** The element type and the shape; 16-bit integers are seen as int32, a string as its bytes. */
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
