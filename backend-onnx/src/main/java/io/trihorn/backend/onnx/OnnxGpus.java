package io.trihorn.backend.onnx;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.onnx.emit.OnnxEmitter;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The graphics cards on which a session starts. ONNX Runtime names CUDA among its providers
 * wherever it was built with it, so that only trying tells.
 *
 * @param devices the cards, in CUDA's order
 * @param problem why there are no more
 */
record OnnxGpus(List<Device> devices, String problem) {
  private static final String HELP =
      " GPUs need an NVIDIA driver for CUDA 12, and io.trihorn:trihorn-gpu-onnx in the place of"
          + " trihorn-backend-onnx (it has onnxruntime_gpu instead of onnxruntime, CUDA and cuDNN);"
          + " or use Device.cpu().";

  /** What was found, once in a process: the cards' libraries are loaded for it. */
  private static final class Holder {
    static final OnnxGpus FOUND = find();
  }

  /** The cards of this machine. */
  static OnnxGpus found() {
    return Holder.FOUND;
  }

  private static OnnxGpus find() {
    if (!OnnxEngine.providers().contains(OrtProvider.CUDA)) {
      return new OnnxGpus(
          List.of(), "This build of ONNX Runtime has no CUDA execution provider." + HELP);
    }
    // Asked first, since starting a session without a driver has killed processes.
    Optional<String> missing = OnnxNatives.prepared();
    if (missing.isPresent()) {
      return new OnnxGpus(List.of(), missing.get() + HELP);
    }
    List<Device> devices = new ArrayList<>();
    ModelProto model = smallest();
    while (true) {
      Device next = Device.gpu(devices.size());
      try {
        OnnxEngine.session(model, next, OnnxSettings.defaults()).close();
        devices.add(next);
      } catch (BackendException | OrtException e) {
        return new OnnxGpus(List.copyOf(devices), e.getMessage() + HELP);
      }
    }
  }

  private static ModelProto smallest() {
    GraphBuilder builder = new GraphBuilder();
    Value x = builder.parameter("x", TensorType.of(DataType.FLOAT32, 1));
    Graph graph =
        builder.build(
            List.of(builder.add(new Elementwise.Unary(Elementwise.UnaryKind.NEG), x)), Map.of());
    return new OnnxEmitter().emit(graph).proto();
  }

  /** Why a device cannot be used, and what to do; empty if it can. */
  static Optional<String> unavailable(Device device) {
    if (device.equals(Device.cpu())) {
      return Optional.empty();
    }
    if (!device.isGpu()) {
      return Optional.of("It runs on cpu and gpu.");
    }
    return found().devices().contains(device) ? Optional.empty() : Optional.of(found().problem());
  }
}
