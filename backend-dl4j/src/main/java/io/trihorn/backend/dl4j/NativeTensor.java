package io.trihorn.backend.dl4j;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.dl4j.plan.NativeMemory;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** A tensor in native memory of its own. */
final class NativeTensor implements DeviceMemory {
  private final TensorType type;
  private final NativeMemory memory;

  private NativeTensor(TensorType type) {
    this.type = type;
    this.memory = new NativeMemory(Math.max(type.bytes(), 1));
  }

  /** A tensor with these elements. */
  static NativeTensor copyOf(TensorType type, ByteBuffer bytes) {
    NativeTensor tensor = new NativeTensor(type);
    tensor.bytes().put(bytes);
    return tensor;
  }

  /** Copies the elements of a value, straight from where they are if that is in reach. */
  static void copy(TensorValue value, ByteBuffer to) {
    if (!(value instanceof EngineTensor tensor)) {
      to.put(value.toHost().bytes());
    } else if (tensor.memory() instanceof NativeTensor ours) {
      to.put(ours.bytes());
    } else if (tensor.memory() instanceof SharedPlace shared) {
      shared.read(to::put);
    } else {
      to.put(value.toHost().bytes());
    }
  }

  ByteBuffer bytes() {
    BytePointer start = memory.at(0);
    return NativeMemory.buffer(start, type.bytes());
  }

  @Override
  public void copyTo(TensorData place) {
    place.bytes().put(bytes());
  }

  @Override
  public void free() {
    memory.free();
  }
}
