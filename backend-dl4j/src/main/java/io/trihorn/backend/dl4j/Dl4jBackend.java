package io.trihorn.backend.dl4j;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.Executable;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.dl4j.lowering.CompositeLowerings;
import io.trihorn.backend.dl4j.plan.GuardedMemory;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.graph.Composite;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The backend named {@code dl4j}: libnd4j, the native library under Deeplearning4j, on the CPU.
 * Element types float32, float64, float16, bfloat16, int64, int32, int8, uint8 and boolean; the
 * half floats are computed in float32 and rounded after every op.
 */
public final class Dl4jBackend implements Backend {
  private static final String NAME = "dl4j";

  private final boolean guarded;

  /** A backend; nothing native is loaded before it is used. */
  public Dl4jBackend() {
    this(false);
  }

  /** A backend whose runs fail if a step writes where it should not, for tests; slow. */
  Dl4jBackend(boolean guarded) {
    this.guarded = guarded;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BackendInfo info() {
    Map<String, String> settings = new LinkedHashMap<>(Natives.settings());
    settings.put(
        BackendInfo.NARROW_FLOATS,
        "arithmetic in float32, rounded after each operation; stored and moved as they are");
    return new BackendInfo(NAME, "ND4J", Natives.version(), List.of(Device.cpu()), settings);
  }

  @Override
  public Optional<String> unavailable(Device device) {
    return device.equals(Device.cpu())
        ? Optional.empty()
        : Optional.of(
            "Its programs are made of libnd4j's operations and of its own for processors, so that"
                + " it has none for GPUs yet. Choose Device.cpu(), or the backend 'tensorflow' or"
                + " 'onnx'.");
  }

  @Override
  public Layout preferredLayout(Device device) {
    // A third faster, forward and backward, than channels first.
    return Layout.CHANNELS_LAST;
  }

  @Override
  public boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return CompositeLowerings.claims(op, inputs);
  }

  @Override
  public boolean supports(DataType dtype) {
    return LibNd4j.supports(dtype);
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    require(device);
    return new EngineTensor(
        NAME, device, data.type(), NativeTensor.copyOf(data.type(), data.bytes()));
  }

  @Override
  public VariableStore createStore(Device device) {
    require(device);
    Natives.lib();
    return new Dl4jStore(NAME, device, guarded ? new GuardedMemory(null) : null);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return program(graph, store, null);
  }

  /** Steps are run one after another, so that nothing is to be added but a clock. */
  @Override
  public Optional<MeasuredExecutable> measure(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    return Optional.of(program(graph, store, sink));
  }

  private static Dl4jExecutable program(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    if (!(store instanceof Dl4jStore own)) {
      throw new IllegalArgumentException(
          "expected a store of the backend 'dl4j', but got a " + store.getClass().getSimpleName());
    }
    return new Dl4jExecutable(graph, own, Natives.lib(), sink);
  }
}
