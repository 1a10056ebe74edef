package io.trihorn.backend.tensorflow;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.Executable;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Composite;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.List;
import java.util.Optional;

/** Compiles graphs to TensorFlow graphs. TensorFlow is loaded at the first use. */
public final class TensorflowBackend implements Backend {
  private Engine engine;

  /** The backend; loads nothing. */
  public TensorflowBackend() {}

  private synchronized Engine engine() {
    if (engine == null) {
      engine = Engine.load();
    }
    return engine;
  }

  @Override
  public String name() {
    return "tensorflow";
  }

  @Override
  public BackendInfo info() {
    return engine().info(name());
  }

  @Override
  public Optional<String> unavailable(Device device) {
    return engine().unavailable(device);
  }

  /** float16, bfloat16, float32, float64, int32, int64, int8, uint8 and boolean. */
  @Override
  public boolean supports(DataType dtype) {
    return Dtypes.known(dtype);
  }

  @Override
  public boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return CompositeLowerings.claims(op, inputs);
  }

  /** Each run of a session has a price of its own, and steps overlap within one. */
  @Override
  public boolean joinsSteps(Device device) {
    return true;
  }

  /** On cards: the copy is in memory that the card reads by itself. */
  @Override
  public boolean takesAhead(Device device) {
    return device.isGpu();
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    require(device);
    return new EngineTensor(
        name(), device, data.type(), HostTensors.ownedCopyOf(data, TensorMemory.of(device)));
  }

  @Override
  public VariableStore createStore(Device device) {
    require(device);
    return new TensorflowStore(name(), engine(), device);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return program(graph, store, null);
  }

  /** By TensorFlow's step statistics. */
  @Override
  public Optional<MeasuredExecutable> measure(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    return Optional.of(program(graph, store, sink));
  }

  private static TensorflowExecutable program(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    if (!(store instanceof TensorflowStore own)) {
      throw new BackendException(
          "the tensorflow backend needs a store of its own, but got " + store.getClass().getName());
    }
    own.tidy();
    return new TensorflowExecutable(graph, own, sink);
  }
}
