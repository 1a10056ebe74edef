package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OrtProvider;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.EngineTensor;
import io.trihorn.backend.Executable;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.MeasuredExecutable;
import io.trihorn.backend.Scratch;
import io.trihorn.backend.VariableStore;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.graph.Composite;
import io.trihorn.graph.DeviceTensor;
import io.trihorn.graph.Graph;
import io.trihorn.graph.Layout;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The backend {@code onnx}: programs are ONNX models, run by ONNX Runtime. */
public final class OnnxBackend implements Backend {
  private final OnnxSettings settings;
  private final Scratch scratch = new Scratch();

  /** The backend with default settings. */
  public OnnxBackend() {
    this(OnnxSettings.defaults());
  }

  /** The backend with these settings. */
  public OnnxBackend(OnnxSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "onnx";
  }

  @Override
  public BackendInfo info() {
    String version = OnnxEngine.environment().getVersion();
    Set<OrtProvider> providers = OnnxEngine.providers();
    List<Device> devices = new ArrayList<>(List.of(Device.cpu()));
    devices.addAll(OnnxGpus.found().devices());
    Map<String, String> inForce = new LinkedHashMap<>();
    inForce.put("providers", String.join(", ", providers.stream().map(OrtProvider::name).toList()));
    inForce.put("threads", Integer.toString(settings.threads()));
    inForce.put("spinning", "at most " + settings.spinMicros() + " µs");
    inForce.putAll(GpuRuntime.described(devices));
    inForce.put(
        BackendInfo.NARROW_FLOATS,
        "arithmetic in float32, rounded after each operation; stored and moved as they are");
    return new BackendInfo(name(), "ONNX Runtime", version, devices, inForce);
  }

  @Override
  public Optional<String> unavailable(Device device) {
    return OnnxGpus.unavailable(device);
  }

  @Override
  public Layout preferredLayout(Device device) {
    return Layout.CHANNELS_FIRST;
  }

  @Override
  public boolean claims(Composite op, List<TensorType> inputs, Device device) {
    return OnnxEmitter.claims(op, inputs);
  }

  /** On a card, since it moves the state there. */
  @Override
  public boolean joinsSteps(Device device) {
    return movesState(device);
  }

  /**
   * On a card, where each program gets its variables from the host and gives them back: the
   * engine's Java interface leaves nothing there. On a processor they stay where they are.
   */
  @Override
  public boolean movesState(Device device) {
    return device.isGpu();
  }

  /** Programs with their values built in fold what follows from them. */
  @Override
  public boolean keepsDerived() {
    return true;
  }

  @Override
  public boolean supports(DataType dtype) {
    return OnnxTensors.supports(dtype);
  }

  @Override
  public DeviceTensor upload(TensorData data, Device device) {
    require(device);
    return new EngineTensor(name(), device, data.type(), OnnxTensorMemory.copyOf(data));
  }

  @Override
  public VariableStore createStore(Device device) {
    require(device);
    return new OnnxStore(name(), device, scratch);
  }

  @Override
  public Executable compile(Graph graph, VariableStore store) {
    return new OnnxExecutable(graph, checked(graph, store), settings);
  }

  /** By ONNX Runtime's profiles of its sessions. */
  @Override
  public Optional<MeasuredExecutable> measure(
      Graph graph, VariableStore store, MeasuredExecutable.Sink sink) {
    return Optional.of(new ProfiledExecutable(graph, checked(graph, store), settings, sink));
  }

  /** The store, if it is one of ours and there is a lowering for everything. */
  private static OnnxStore checked(Graph graph, VariableStore store) {
    if (!(store instanceof OnnxStore ours)) {
      throw new IllegalArgumentException(
          "expected a store made by the onnx backend, but got " + store.getClass().getName());
    }
    Set<String> missing = OnnxEmitter.missing(graph);
    if (!missing.isEmpty()) {
      throw new BackendException(
          "the onnx backend has no lowering for: "
              + String.join(", ", missing)
              + ". Composites must be expanded before.");
    }
    return ours;
  }
}
