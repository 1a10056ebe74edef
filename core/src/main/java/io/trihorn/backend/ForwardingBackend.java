package io.trihorn.backend;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Composite;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;

/**
 * A backend around another one, which does all that a subclass does not do itself. Stores and
 * tensors are the other one's.
 */
public abstract class ForwardingBackend implements Backend {
  private final Backend inner;

  /** Around this backend. */
  protected ForwardingBackend(Backend inner) {
    this.inner = inner;
  }

  /** The backend inside. */
  protected final Backend inner() {
    return inner;
  }

  @Override
  public String name() {
    return inner.name();
  }

  @Override
  public BackendInfo info() {
    return inner.info();
  }

  @Override
  public Optional<String> unavailable(Device device) {
    return inner.unavailable(device);
  }

  @Override
  public Layout preferredLayout(Device device) {
    return inner.preferredLayout(device);
  }

  @Override
  public boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return inner.claims(op, inputs, device);
  }

  @Override
  public boolean joinsSteps(Device device) {
    return inner.joinsSteps(device);
  }

  @Override
  public boolean movesState(Device device) {
    return inner.movesState(device);
  }

  @Override
  public boolean keepsDerived() {
    return inner.keepsDerived();
  }

  @Override
  public boolean supports(DataType dtype) {
    return inner.supports(dtype);
  }

  @Override
  public boolean takesAhead(Device device) {
    return inner.takesAhead(device);
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    return inner.upload(data, device);
  }

  @Override
  public VariableStore createStore(Device device) {
    return inner.createStore(device);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return inner.compile(graph, store);
  }
}
