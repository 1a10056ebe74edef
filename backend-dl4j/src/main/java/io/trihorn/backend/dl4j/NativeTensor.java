package io.trihorn.backend.dl4j;

import io.trihorn.backend.DeviceMemory;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.dl4j.plan.Memory;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import org.bytedeco.javacpp.BytePointer;

/** A tensor in native memory of its own. */
final class NativeTensor implements DeviceMemory {
  private final Memory memory;
  private final Memory.Stretch stretch;

  private NativeTensor(TensorType type, Memory memory) {
    this.memory = memory;
    this.stretch = memory.allocate(type.bytes());
  }

  /** A tensor with the host's elements. */
  static NativeTensor of(TensorData data, Memory memory) {
    NativeTensor tensor = new NativeTensor(data.type(), memory);
    memory.write(data.bytes(), tensor.start());
    return tensor;
  }

  /** A tensor with elements of the same memory. */
  static NativeTensor copyOf(TensorType type, Memory memory, BytePointer from) {
    NativeTensor tensor = new NativeTensor(type, memory);
    memory.copy(tensor.start(), from, type.bytes()).run();
    memory.finish();
    return tensor;
  }

  /** Copies the elements of a value, straight from where they are if that is in reach. */
  static void copy(TensorValue value, Memory memory, BytePointer to) {
    DeviceMemory from = value instanceof EngineTensor tensor ? tensor.memory() : null;
    long bytes = value.type().bytes();
    if (from instanceof NativeTensor ours && ours.memory == memory) {
      memory.copy(to, ours.start(), bytes).run();
    } else if (from instanceof SharedPlace shared && shared.memory() == memory) {
      shared.read(start -> memory.copy(to, start, bytes).run());
    } else {
      memory.write(value.toHost().bytes(), to);
    }
  }

  BytePointer start() {
    return stretch.start();
  }

  @Override
  public void copyTo(TensorData place) {
    memory.read(start(), place.bytes());
  }

  @Override
  public void free() {
    stretch.free();
  }
}
