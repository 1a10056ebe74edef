package io.trihorn.backend;

import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.TensorValue;
import java.util.BitSet;
import java.util.List;

/** A program around another one, which does all that a subclass does not do itself. */
public abstract class ForwardingExecutable implements Executable {
  private final Executable inner;

  /** Around this program. */
  protected ForwardingExecutable(Executable inner) {
    this.inner = inner;
  }

  @Override
  public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
    inner.run(feeds, fetches);
  }

  @Override
  public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
    return inner.call(feeds, wanted);
  }

  @Override
  public TensorData place(TensorType type) {
    return inner.place(type);
  }

  @Override
  public void close() {
    inner.close();
  }
}
