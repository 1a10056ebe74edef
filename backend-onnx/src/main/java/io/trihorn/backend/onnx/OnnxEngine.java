package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.backend.GpuSettings;
import io.trihorn.backend.OpTime;
import io.trihorn.backend.natives.Neighbours;
import java.lang.ref.Cleaner;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;

/** The native library: loads it once for the process, and starts sessions. */
final class OnnxEngine {
  /** Frees what nobody has closed. */
  static final Cleaner CLEANER = Cleaner.create();

  /** In builds for CUDA it makes nodes of float64 for processors too, which have no kernel. */
  private static final String FUSION_FOR_CARDS = ";MatmulTransposeFusion";

  /**
   * The most nodes in which the engine looks for what it can fuse. For each node that it makes it
   * compares a name with those of all others, so that the time grows with the square of their
   * number.
   */
  static final int MOST_FUSED = 20_000;

  private OnnxEngine() {}

  /** Loads the library when it is first touched. */
  private static final class Loaded {
    static final OrtEnvironment ENVIRONMENT;
    static final Neighbours NEIGHBOURS = new Neighbours(Runtime.getRuntime().availableProcessors());

    static {
      OnnxNatives.beforeLoading();
      ENVIRONMENT =
          OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "trihorn");
    }
  }

  /**
   * The process's ONNX Runtime environment, loaded at the first call.
   *
   * @throws BackendException if there is no native library for this machine or it cannot be loaded
   */
  static OrtEnvironment environment() {
    try {
      return Loaded.ENVIRONMENT;
    } catch (LinkageError e) {
      throw new BackendException(
          "ONNX Runtime's native library cannot be loaded on "
              + System.getProperty("os.name")
              + " "
              + System.getProperty("os.arch")
              + " ("
              + (e.getCause() == null ? e : e.getCause())
              + "). Its jar holds libraries for Linux x86-64 and aarch64 (glibc 2.28 or newer),"
              + " macOS on Apple silicon and Windows x86-64 (with the Visual C++ runtime); they are"
              + " unpacked into ~/.trihorn/natives (or where -Dtrihorn.natives says), which must"
              + " allow executables. Elsewhere set -Donnxruntime.native.path to a directory with"
              + " your own build, or use another backend.",
          e);
    }
  }

  /** The execution providers that the library was built with. */
  static EnumSet<OrtProvider> providers() {
    environment();
    return OrtEnvironment.getAvailableProviders();
  }

  /**
   * Starts a session.
   *
   * @throws BackendException if the engine refuses the model or the device
   */
  static OrtSession session(ModelProto model, Device device, OnnxSettings settings) {
    return session(model, Map.of(), device, settings);
  }

  /**
   * Starts a session.
   *
   * @param constants the values of those initializers that the model declares as external; they are
   *     not copied, and must stay as they are as long as the session runs
   * @throws BackendException if the engine refuses the model or the device
   */
  static OrtSession session(
      ModelProto model, Map<String, OnnxTensor> constants, Device device, OnnxSettings settings) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(level(model.getGraph().getNodeCount(), !constants.isEmpty()));
      if (!constants.isEmpty()) {
        options.addExternalInitializers(new HashMap<>(constants));
      }
      options.setIntraOpNumThreads(settings.threads());
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(true);
      // It lays all of a run's memory out in one block, beside what the first run has taken: a
      // model of 25 million parameters trained by Adam holds 970 MB with it and 670 without, at
      // one speed.
      options.setMemoryPatternOptimization(false);
      // The first makes a border of zeros a pooling's padding, which counts for nothing there. The
      // others look for repeated nodes and constants, in a time that grows with the square of
      // their number; our programs have no such nodes.
      options.addConfigEntry(
          "optimization.disable_specified_optimizers",
          "Pad_Fusion;CommonSubexpressionElimination;ConstantSharing"
              + (OnnxNatives.isForCuda() && !device.isGpu() ? FUSION_FOR_CARDS : ""));
      boolean spins = settings.spinMicros() > 0 && Loaded.NEIGHBOURS.leaveEnough();
      options.addConfigEntry("session.intra_op.allow_spinning", spins ? "1" : "0");
      if (spins) {
        options.addConfigEntry(
            "session.intra_op.spin_duration_us", Integer.toString(settings.spinMicros()));
      }
      if (settings.profile() != null) {
        // The engine adds the time to the second, which several sessions may have in common.
        options.enableProfiling(settings.profile() + OpTime.now());
      }
      if (device.isGpu()) {
        addCuda(options, device);
        // A node that the processor has to run is an error: each would be two copies unnoticed.
        options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
      }
      return environment.createSession(model.toByteArray(), options);
    } catch (OrtException e) {
      throw new BackendException("ONNX Runtime refuses the program: " + e.getMessage(), e);
    }
  }

  /** How far the engine changes a program of this many nodes. */
  static OptLevel level(int nodes, boolean hasConstants) {
    if (nodes > MOST_FUSED) {
      return OptLevel.BASIC_OPT;
    }
    // The last level rearranges convolutions with constant kernels. Without constants those are
    // ours that unfold.
    return hasConstants ? OptLevel.ALL_OPT : OptLevel.EXTENDED_OPT;
  }

  /**
   * A session that hands out memory: without an arena, so that what it gave goes back to the system
   * when it is freed.
   */
  static OrtSession copySession(byte[] model) {
    OrtEnvironment environment = environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      options.setOptimizationLevel(OptLevel.NO_OPT);
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setCPUArenaAllocator(false);
      options.setMemoryPatternOptimization(false);
      return environment.createSession(model, options);
    } catch (OrtException e) {
      throw new BackendException("ONNX Runtime refuses to copy tensors: " + e.getMessage(), e);
    }
  }

  private static void addCuda(OrtSession.SessionOptions options, Device device) {
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(device.getDeviceId())) {
      for (Map.Entry<String, String> option : cudaOptions(GpuSettings.configured()).entrySet()) {
        cuda.add(option.getKey(), option.getValue());
      }
      options.addCUDA(cuda);
    } catch (OrtException e) {
      throw new BackendException(
          "ONNX Runtime cannot use " + DeviceChoice.name(device) + ": " + e.getMessage(), e);
    }
  }

  /** The options of the provider for CUDA, by ONNX Runtime's names. */
  static Map<String, String> cudaOptions(GpuSettings settings) {
    Map<String, String> options = new HashMap<>();
    options.put("use_tf32", settings.tf32() ? "1" : "0");
    // Takes what is asked for, where the default takes twice as much each time.
    options.put("arena_extend_strategy", "kSameAsRequested");
    if (settings.memoryBytes() > 0) {
      options.put("gpu_mem_limit", Long.toString(settings.memoryBytes()));
    }
    return options;
  }
}
