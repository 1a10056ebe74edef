package io.trihorn.backend.reference;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.Executable;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.TensorData;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Interprets graphs on the CPU, one op after another on one thread. Each op is computed in float64
 * (or 64-bit integers) and its result rounded to the value's element type, so that nothing but the
 * types of the graph limits its precision.
 */
public final class ReferenceBackend implements Backend {
  private static final Set<DataType> DTYPES =
      EnumSet.of(
          DataType.FLOAT64,
          DataType.FLOAT32,
          DataType.FLOAT16,
          DataType.BFLOAT16,
          DataType.INT64,
          DataType.INT32,
          DataType.INT8,
          DataType.UINT8,
          DataType.BOOLEAN);

  /** The backend; loads nothing. */
  public ReferenceBackend() {}

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo(
        name(),
        "Trihorn reference interpreter",
        Backends.version(),
        List.of(Device.cpu()),
        Map.of(
            "threads",
            "1",
            BackendInfo.NARROW_FLOATS,
            "arithmetic in float64, rounded after each operation"));
  }

  @Override
  public boolean supports(DataType dtype) {
    return DTYPES.contains(dtype);
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    require(device);
    return new EngineTensor(name(), device, data.type(), new ArrayMemory(Array.from(data)));
  }

  @Override
  public VariableStore createStore(Device device) {
    require(device);
    return new HostStore(name(), device);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return program(graph, store, null);
  }

  /** Ops are run one after another, so that nothing is to be added but a clock. */
  @Override
  public Optional<MeasuredExecutable> measure(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    return Optional.of(program(graph, store, sink));
  }

  private HostExecutable program(Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    if (!(store instanceof HostStore host)) {
      throw new BackendException(
          "the reference backend needs a store of its own, but got " + store.getClass().getName());
    }
    List<String> unknown =
        graph.nodes().stream()
            .flatMap(node -> node.outputs().stream())
            .filter(value -> !supports(value.dtype()))
            .map(value -> value + ": " + value.type())
            .toList();
    if (!unknown.isEmpty()) {
      throw new BackendException("the reference backend has no element type for " + unknown);
    }
    return new HostExecutable(graph, host, sink);
  }
}
