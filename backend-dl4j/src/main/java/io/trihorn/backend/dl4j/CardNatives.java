package io.trihorn.backend.dl4j;

import ai.djl.Device;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.GpuSettings;
import io.trihorn.backend.dl4j.plan.CardMemory;
import io.trihorn.backend.dl4j.plan.LibNd4j;
import io.trihorn.backend.dl4j.plan.Target;
import io.trihorn.backend.natives.JavaCppCache;
import java.io.IOException;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.nd4j.nativeblas.NativeOps;

/**
 * Loads libnd4j's build for NVIDIA's cards, {@code org.nd4j:nd4j-cuda-11.6} with cuDNN, which has
 * nothing for processors. It was not run on a card.
 */
final class CardNatives {
  private static final String OPS = "org.nd4j.linalg.jcublas.bindings.Nd4jCuda";
  private static final String FOLDER = "org/nd4j/linalg/jcublas/bindings/";
  private static final String CUDNN = "-cudnn";
  private static final String EXTENSION = "platform.extension";

  /** What libnd4j's BLAS calls are looked up by, in the order in which it takes them. */
  private static final List<String> BLAS_FUNCTIONS =
      List.of(
          "cublasSgemv_v2",
          "cublasDgemv_v2",
          "cublasHgemm",
          "cublasSgemm_v2",
          "cublasDgemm_v2",
          "cublasSgemmEx",
          "cublasHgemmBatched",
          "cublasSgemmBatched",
          "cublasDgemmBatched",
          "cusolverDnSgesvd_bufferSize",
          "cusolverDnDgesvd_bufferSize",
          "cusolverDnSgesvd",
          "cusolverDnDgesvd");

  private CardNatives() {}

  /** Whether the build is on the class path. */
  static boolean arePresent() {
    return resource(OPS.replace('.', '/') + ".class") != null;
  }

  private static URL resource(String name) {
    return CardNatives.class.getClassLoader().getResource(name);
  }

  /**
   * Loads the library, if there is a card that it has code for: without one it ends the process.
   *
   * @throws BackendException if there is none, or it cannot be loaded; says what to do
   */
  static Installed load() {
    problem()
        .ifPresent(
            why -> {
              throw new BackendException(
                  "the backend 'dl4j' has ND4J's build for graphics cards here, which has nothing"
                      + " for processors. "
                      + why
                      + " Or put io.trihorn:trihorn-backend-dl4j in the place of"
                      + " io.trihorn:trihorn-gpu-dl4j, to compute on the processor, or choose the"
                      + " backend 'tensorflow' or 'onnx'.");
            });
    try {
      return start();
    } catch (LinkageError | ReflectiveOperationException e) {
      throw new BackendException("the backend 'dl4j' cannot load ND4J for CUDA: " + e, e);
    }
  }

  /** Why the library may not be loaded; empty if it may. */
  private static Optional<String> problem() {
    String library = FOLDER + Loader.getPlatform() + CUDNN + "/libnd4jcuda.so";
    if (resource(library) == null) {
      return Optional.of(
          "Its library for "
              + Loader.getPlatform()
              + " is missing: add org.nd4j:nd4j-cuda-11.6:"
              + Natives.version("nd4j")
              + ":"
              + Loader.getPlatform()
              + CUDNN
              + ".");
    }
    return GpuRuntime.present().isEmpty()
        ? Optional.of("Nothing here can look for a card: add io.trihorn:trihorn-cuda.")
        : GpuRuntime.prepared("dl4j");
  }

  private static Installed start() throws ReflectiveOperationException {
    Loader.loadProperties().setProperty(EXTENSION, CUDNN);
    long most = GpuSettings.configured().memoryBytes();
    if (most > 0) {
      // Of what it takes by itself; that of values is counted where they are.
      ProcessEnvironment.set("SD_MAX_DEVICE_BYTES", Long.toString(most));
    }
    unpack();
    NativeOps ops = (NativeOps) Class.forName(OPS).getConstructor().newInstance();
    ops.initializeDevicesAndFunctions();
    try (PointerPointer<Pointer> functions = new PointerPointer<>(BLAS_FUNCTIONS.size())) {
      for (int i = 0; i < BLAS_FUNCTIONS.size(); i++) {
        functions.put(i, Loader.addressof(BLAS_FUNCTIONS.get(i)));
      }
      ops.initializeFunctions(functions);
    }
    return installed(ops, most);
  }

  /** The library, which fills most of a gigabyte, once for all processes. */
  private static void unpack() {
    try {
      new JavaCppCache(Loader.getCacheDir().toPath())
          .put(resource(FOLDER + Loader.getPlatform() + CUDNN + "/libnd4jcuda.so"));
    } catch (IOException e) {
      throw new BackendException("ND4J for CUDA cannot be unpacked: " + e, e);
    }
  }

  /** The library with the cards that it tells of. */
  static Installed installed(NativeOps ops, long most) {
    Map<Device, LibNd4j> libs = new LinkedHashMap<>();
    for (int i = 0; i < ops.getAvailableDevices(); i++) {
      libs.put(
          Device.gpu(i), new LibNd4j(ops, Target.CARD, new CardMemory(ops, i, most), () -> {}));
    }
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("natives", Loader.getPlatform() + CUDNN);
    settings.put("gpu.memory", GpuSettings.configured().memory());
    settings.put("build", ops.buildInfo().strip().replace("\n", ", "));
    return new Installed(ops, libs, settings);
  }
}
