package io.trihorn.backend;

import ai.djl.Device;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/** A tensor in an engine's memory, freed once, and not while a run uses it. */
public final class EngineTensor implements DeviceTensor {
  private final String backend;
  private final Device device;
  private final TensorType type;
  private final DeviceMemory memory;
  private final Cleaner.Cleanable cleanable;
  private int users;
  private boolean closed;

  /**
   * Takes over memory.
   *
   * @param backend the name of the backend whose programs can use it
   */
  public EngineTensor(String backend, Device device, TensorType type, DeviceMemory memory) {
    this.backend = backend;
    this.device = device;
    this.type = type;
    this.memory = memory;
    long bytes = memory.isOwn() ? type.bytes() : 0;
    this.cleanable = EngineBytes.OF_PROCESS.own(this, bytes, memory::free);
  }

  @Override
  public String backend() {
    return backend;
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public TensorType type() {
    return type;
  }

  /** The memory, for the backend it belongs to; valid during a run or a write that was given it. */
  public DeviceMemory memory() {
    return memory;
  }

  @Override
  public TensorData toHost() {
    acquire();
    try {
      if (memory instanceof HostMemory host) {
        return host.data().copy();
      }
      TensorData copy = TensorData.zeros(type);
      memory.copyTo(copy);
      return copy;
    } finally {
      release();
    }
  }

  /** Keeps the memory until {@link #release}. */
  synchronized void acquire() {
    if (closed) {
      throw new IllegalStateException("the tensor " + this + " is closed");
    }
    users++;
  }

  void release() {
    synchronized (this) {
      users--;
      if (closed && users == 0) {
        cleanable.clean();
      }
    }
    Reference.reachabilityFence(this);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (users == 0) {
      cleanable.clean();
    }
  }

  @Override
  public String toString() {
    return type + " of the backend '" + backend + "' on " + device;
  }
}
