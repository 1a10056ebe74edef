package io.trihorn.spark;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorValue;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The interpreter, of which one run fails when a test wants it. */
public final class FailingBackend implements Backend {
  /** Runs until one fails; below 0 none does. */
  static final AtomicInteger RUNS = new AtomicInteger(-1);

  private Backend inner() {
    return Backends.get("reference");
  }

  @Override
  public String name() {
    return "failing";
  }

  @Override
  public BackendInfo info() {
    return inner().info();
  }

  @Override
  public boolean supports(DataType dtype) {
    return inner().supports(dtype);
  }

  @Override
  public VariableStore createStore(Device device) {
    return inner().createStore(device);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    Executable program = inner().compile(graph, store);
    return new Executable() {
      @Override
      public void run(List<? extends TensorValue> feeds, List<TensorData> fetches) {
        if (RUNS.getAndDecrement() == 0) {
          throw new IllegalStateException("the executor is lost");
        }
        program.run(feeds, fetches);
      }

      @Override
      public List<DeviceTensor> call(List<? extends TensorValue> feeds, BitSet wanted) {
        return program.call(feeds, wanted);
      }

      @Override
      public void close() {
        program.close();
      }
    };
  }
}
