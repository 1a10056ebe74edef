package org.example.toy;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Executable;
import io.trihorn.backend.VariableStore;
import io.trihorn.graph.Graph;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The backend {@code toy}: runs a graph's nodes one after another on host data. */
public final class ToyBackend implements Backend {
  static final String NAME = "toy";

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

  /** The backend, which loads nothing. */
  public ToyBackend() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BackendInfo info() {
    return new BackendInfo(
        NAME,
        "plain Java",
        "1",
        List.of(Device.cpu()),
        Map.of("threads", "1", BackendInfo.NARROW_FLOATS, "computed in float64"));
  }

  @Override
  public boolean supports(DataType dtype) {
    return DTYPES.contains(dtype);
  }

  @Override
  public VariableStore createStore(Device device) {
    require(device);
    return new ToyStore(device);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    if (!(store instanceof ToyStore own)) {
      throw new BackendException("the toy backend needs a store that it has made");
    }
    graph.nodes().stream()
        .flatMap(node -> node.outputs().stream())
        .filter(value -> !supports(value.dtype()))
        .findFirst()
        .ifPresent(
            value -> {
              throw new BackendException("the toy backend has no element type for " + value);
            });
    return new ToyExecutable(graph, own);
  }
}
