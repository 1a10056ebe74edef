package io.trihorn.serving.models;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.nio.ByteBuffer;

/**
 * An input of a request. It is on the heap, or wherever it was, until the batch is put together
 * that it is a part of: engines' memory is used again from batch to batch.
 */
public interface InputRows {
  /** Its type; texts as bytes, with one axis more. */
  TensorType type();

  /**
   * Writes it to its place.
   *
   * @param target of the same type; of texts, perhaps of more bytes for each
   */
  void writeTo(TensorData target);

  /** Elements as they lie in memory, in the machine's byte order; not copied. */
  static InputRows of(TensorType type, ByteBuffer bytes) {
    return new InputRows() {
      @Override
      public TensorType type() {
        return type;
      }

      @Override
      public void writeTo(TensorData target) {
        target.bytes().put(bytes.duplicate());
      }
    };
  }

  /** A tensor, not copied. */
  static InputRows of(TensorData data) {
    return new InputRows() {
      @Override
      public TensorType type() {
        return data.type();
      }

      @Override
      public void writeTo(TensorData target) {
        if (data.type().equals(target.type())) {
          target.copyFrom(data);
          return;
        }
        // Texts that are shorter than the longest of the batch are filled up with zeros.
        int from = (int) data.type().dim(-1);
        byte[] text = new byte[(int) target.type().dim(-1)];
        for (int i = 0; i < data.size() / from; i++) {
          data.bytes().get(i * from, text, 0, from);
          target.bytes().put(i * text.length, text);
        }
      }
    };
  }
}
