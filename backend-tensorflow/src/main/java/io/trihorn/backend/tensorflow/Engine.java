package io.trihorn.backend.tensorflow;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBufferFromString;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import ai.djl.Device;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.GpuSettings;
import io.trihorn.graph.TensorData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_DeviceList;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_SessionOptions;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.RunOptions;

/** The loaded engine: its devices and kernels, and how its sessions are set. */
final class Engine {
  private static final String GPU_HELP =
      "GPUs need Linux on x86-64, an NVIDIA driver for CUDA 12, and"
          + " io.trihorn:trihorn-gpu-tensorflow in the place of trihorn-backend-tensorflow (it has"
          + " TensorFlow's natives for CUDA, CUDA and cuDNN); or use Device.cpu().";

  private final KernelTypes kernels = new KernelTypes();
  private final int threads;
  private final byte[] config;
  private final List<Device> devices;

  /** These live as long as the process, like the engine. */
  private final TF_Buffer inCallingThread;

  private final TF_Buffer traced;
  private final TF_Buffer tracedInCallingThread;

  private Engine() {
    this.threads = Runtime.getRuntime().availableProcessors();
    this.config = config(threads).toByteArray();
    this.devices = findDevices();
    RunOptions one = RunOptions.newBuilder().setInterOpThreadPool(-1).build();
    RunOptions.TraceLevel all = RunOptions.TraceLevel.FULL_TRACE;
    this.inCallingThread = buffer(one);
    this.traced = buffer(RunOptions.newBuilder().setTraceLevel(all).build());
    this.tracedInCallingThread = buffer(one.toBuilder().setTraceLevel(all).build());
  }

  private static TF_Buffer buffer(RunOptions options) {
    byte[] written = options.toByteArray();
    try (BytePointer bytes = new BytePointer(written)) {
      return TF_NewBufferFromString(bytes, written.length);
    }
  }

  /**
   * Loads TensorFlow.
   *
   * @throws BackendException if it cannot be loaded; says what to add
   */
  static Engine load() {
    try {
      NativeLogging.beforeLoading();
      NativeLibraries.load();
      Engine engine = new Engine();
      NativeLogging.afterLoading(engine::runFirst);
      return engine;
    } catch (LinkageError e) {
      throw new BackendException(
          "TensorFlow's native library cannot be loaded on "
              + Loader.getPlatform()
              + ": "
              + e.getMessage()
              + ". It comes with this dependency, unless the build excludes it or was made for"
              + " another platform (-Djavacpp.platform chooses one of linux-x86_64, linux-arm64,"
              + " macosx-arm64, windows-x86_64):\n"
              + Backends.mavenLines("tensorflow"),
          e);
    }
  }

  /**
   * Graphs arrive folded, simplified and laid out, so TensorFlow's own rewriting (Grappler) makes
   * no step faster; in a network of some hundred nodes its MLIR pass alone takes a minute at the
   * first run. What oneDNN fuses is not part of it and stays.
   */
  private static ConfigProto config(int threads) {
    ConfigProto.Builder config = ConfigProto.newBuilder();
    // TensorFlow ends the process over a card that it sees and cannot use.
    NativeLibraries.prepared().ifPresent(why -> config.putDeviceCount("GPU", 0));
    return config
        .setIntraOpParallelismThreads(threads)
        .setInterOpParallelismThreads(threads)
        .setAllowSoftPlacement(true)
        .setGraphOptions(
            GraphOptions.newBuilder()
                .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
        .setGpuOptions(CardOptions.of(GpuSettings.configured(), Engine::cards))
        .build();
  }

  private static List<GpuRuntime.Card> cards() {
    return GpuRuntime.present().map(GpuRuntime::cards).orElse(List.of());
  }

  /** Options of a call that runs all its operations in the calling thread. */
  TF_Buffer inCallingThread() {
    return inCallingThread;
  }

  /**
   * Options of a call in which TensorFlow notes what each operation takes.
   *
   * @param small whether it runs all of them in the calling thread
   */
  TF_Buffer traced(boolean small) {
    return small ? tracedInCallingThread : traced;
  }

  KernelTypes kernels() {
    return kernels;
  }

  List<Device> devices() {
    return devices;
  }

  /** A new session on a graph; the caller deletes it. */
  TF_Session newSession(TF_Graph graph) {
    TF_SessionOptions options = TF_NewSessionOptions();
    try (Status status = new Status();
        BytePointer bytes = new BytePointer(config)) {
      TF_SetConfig(options, bytes, config.length, status.handle());
      status.check("configuring a session");
      TF_Session session = TF_NewSession(graph, options, status.handle());
      status.check("making a session");
      return session;
    } finally {
      TF_DeleteSessionOptions(options);
    }
  }

  /** Does what TensorFlow has something to say of, once in a process. */
  private void runFirst() {
    try (SessionGraph graph = new SessionGraph(this, Device.cpu())) {
      Emitter emit = graph.emitter();
      Wire row = emit.constant(TensorData.of(new int[] {1, 2}, 1, 2));
      // Of anything but floats: see NativeLogging.
      TF_Operation column = emit.transpose(row, List.of(1, 0)).operation();
      graph.call("the first run", true, List.of(), List.of(), column).run(List.of(), List.of());
    }
  }

  private List<Device> findDevices() {
    TF_Graph graph = TF_NewGraph();
    TF_Session session = newSession(graph);
    List<Device> found = new ArrayList<>();
    try (Status status = new Status()) {
      TF_DeviceList list = TF_SessionListDevices(session, status.handle());
      status.check("listing the devices");
      int gpus = 0;
      for (int i = 0; i < TF_DeviceListCount(list); i++) {
        if (TF_DeviceListType(list, i, status.handle()).getString().equals("GPU")) {
          found.add(Device.gpu(gpus++));
        }
      }
      TF_DeleteDeviceList(list);
      TF_DeleteSession(session, status.handle());
    } finally {
      TF_DeleteGraph(graph);
    }
    found.add(Device.cpu());
    return List.copyOf(found);
  }

  /** Why a device cannot be used, and what to do; empty if it can. */
  Optional<String> unavailable(Device device) {
    if (devices.contains(device)) {
      return Optional.empty();
    }
    return Optional.of(
        device.isGpu()
            ? NativeLibraries.prepared()
                    .orElse(
                        devices.stream().anyMatch(Device::isGpu)
                            ? "TensorFlow found no other GPU."
                            : "TensorFlow found no GPU.")
                + " "
                + GPU_HELP
            : "Choose one of these.");
  }

  /** TensorFlow's name of a device. */
  static String placement(Device device) {
    return device.isGpu() ? "/device:GPU:" + device.getDeviceId() : "/device:CPU:0";
  }

  /** TensorFlow's own rule: on by default on x86. */
  private static String oneDnn() {
    String chosen = System.getenv("TF_ENABLE_ONEDNN_OPTS");
    boolean on =
        chosen == null
            ? Loader.getPlatform().endsWith("x86_64")
            : !List.of("0", "false").contains(chosen);
    return on ? "on" : "off";
  }

  BackendInfo info(String name) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("threads within an op", Integer.toString(threads));
    settings.put("ops at a time", threads + "; one, in the calling thread, in small programs");
    settings.put("oneDNN", oneDnn());
    settings.put("graph rewriting", "Trihorn's own; TensorFlow's is off");
    settings.put("GPU memory", GpuSettings.configured().memory());
    settings.putAll(GpuRuntime.described(devices));
    settings.put("natives", Loader.getPlatform());
    settings.put(
        BackendInfo.NARROW_FLOATS,
        "TensorFlow's kernels; where it has none, and in convolutions of float16, float32, rounded"
            + " after the operation");
    return new BackendInfo(name, "TensorFlow", TF_Version().getString(), devices, settings);
  }
}
