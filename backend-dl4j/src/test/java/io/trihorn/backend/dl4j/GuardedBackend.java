package io.trihorn.backend.dl4j;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Composite;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;

/** The backend {@code dl4j} with guards around its memory. */
public final class GuardedBackend implements Backend {
  private final Dl4jBackend backend = new Dl4jBackend(true);

  @Override
  public String name() {
    return "dl4j-guarded";
  }

  @Override
  public BackendInfo info() {
    BackendInfo info = backend.info();
    return new BackendInfo(name(), info.engine(), info.version(), info.devices(), info.settings());
  }

  @Override
  public Layout preferredLayout(Device device) {
    return backend.preferredLayout(device);
  }

  @Override
  public boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return backend.claims(op, inputs, device);
  }

  @Override
  public boolean supports(DataType dtype) {
    return backend.supports(dtype);
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    return backend.upload(data, device);
  }

  @Override
  public VariableStore createStore(Device device) {
    return backend.createStore(device);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return backend.compile(graph, store);
  }
}
