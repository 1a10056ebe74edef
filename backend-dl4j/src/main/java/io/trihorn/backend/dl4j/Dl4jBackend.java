package io.trihorn.backend.dl4j;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.Executable;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.dl4j.lowering.CompositeLowerings;
import io.trihorn.backend.dl4j.plan.GuardedMemory;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Target;
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
import java.util.function.Supplier;

/**
 * The backend named {@code dl4j}: libnd4j, the native library under Deeplearning4j, on processors,
 * or with its build for them on NVIDIA's cards. Element types float32, float64, float16, bfloat16,
 * int64, int32, int8, uint8 and boolean; the half floats are computed in float32 and rounded after
 * every op.
 */
public final class Dl4jBackend implements Backend {
  private static final String NAME = "dl4j";

  private final boolean guarded;
  private final Target onProcessor;
  private final Supplier<Installed> installed;

  /** A backend; nothing native is loaded before it is used. */
  public Dl4jBackend() {
    this(false, Target.PROCESSOR, Natives::installed);
  }

  /**
   * A backend for tests.
   *
   * @param guarded whether runs fail if a step writes where it should not, which is slow
   * @param onProcessor what programs that run on the processor are made for
   * @param installed gives the library
   */
  Dl4jBackend(boolean guarded, Target onProcessor, Supplier<Installed> installed) {
    this.guarded = guarded;
    this.onProcessor = onProcessor;
    this.installed = installed;
  }

  private Target target(Device device) {
    return device.isGpu() ? Target.CARD : onProcessor;
  }

  private LibNd4j lib(Device device) {
    return installed.get().libs().get(device);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public BackendInfo info() {
    List<Device> devices = List.copyOf(installed.get().libs().keySet());
    Map<String, String> settings = new LinkedHashMap<>(installed.get().settings());
    settings.putAll(GpuRuntime.described(devices));
    settings.put(
        BackendInfo.NARROW_FLOATS,
        "arithmetic in float32, rounded after each operation; stored and moved as they are");
    return new BackendInfo(NAME, "ND4J", Natives.version("nd4j"), devices, settings);
  }

  @Override
  public Optional<String> unavailable(Device device) {
    if (installed.get().libs().containsKey(device)) {
      return Optional.empty();
    }
    return Optional.of(
        device.isGpu()
            ? "ND4J's build here is "
                + (ProcessorNatives.arePresent()
                    ? "the one for processors. Put io.trihorn:trihorn-gpu-dl4j in the place of"
                        + " io.trihorn:trihorn-backend-dl4j for cards up to compute capability 8.9,"
                        + " without anything else that brings nd4j-native; for newer cards"
                        + " choose the backend 'tensorflow' or 'onnx'; or use Device.cpu()."
                    : "for cards, and there are fewer of them. Choose one of these; else choose"
                        + " the backend 'tensorflow' or 'onnx'.")
            : "ND4J's build here is for graphics cards, and has nothing for processors: ask for"
                + " 'gpu', or put io.trihorn:trihorn-backend-dl4j in the place of"
                + " io.trihorn:trihorn-gpu-dl4j.");
  }

  @Override
  public Layout preferredLayout(Device device) {
    // On processors a third faster, forward and backward, than channels first; cuDNN's own is that.
    return target(device) == Target.CARD ? Layout.CHANNELS_FIRST : Layout.CHANNELS_LAST;
  }

  @Override
  public boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return CompositeLowerings.claims(op, inputs, target(device));
  }

  /** Steps that depend on variables alone run where these have changed. */
  @Override
  public boolean keepsDerived() {
    return true;
  }

  @Override
  public boolean supports(DataType dtype) {
    return LibNd4j.supports(dtype);
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    require(device);
    return new EngineTensor(NAME, device, data.type(), NativeTensor.of(data, lib(device).memory()));
  }

  @Override
  public VariableStore createStore(Device device) {
    require(device);
    return new Dl4jStore(NAME, device, lib(device), guarded ? new GuardedMemory(null) : null);
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
    return new Dl4jExecutable(graph, own, sink);
  }
}
