package io.trihorn.cuda;

import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import java.util.List;
import java.util.Optional;

/**
 * A CUDA with its cuDNN, of which a process has one: two of them have libraries of the same names.
 *
 * @param version the version of the artifact
 * @param artifact the artifact that has its libraries for Linux
 * @param runtime what stands behind the name of its first library, which tells its version
 * @param libraries what engines load of it, cuDNN last
 * @param files the libraries in the artifact that are loaded, each after those it needs
 */
public record Toolkit(
    Version version, String artifact, String runtime, List<Library> libraries, List<String> files) {
  private static final String CUDA_12_NAME = "CUDA 12";
  private static final String CUDA_11_NAME = "CUDA 11";

  /** That of ONNX Runtime's and TensorFlow's builds. */
  public static final Toolkit CUDA_12 =
      new Toolkit(
          new Version(12, 6),
          "org.bytedeco:cuda:12.6-9.5-1.5.11:linux-x86_64-redist",
          "12",
          List.of(
              new Library("cudart", 12, CUDA_12_NAME),
              new Library("cublas", 12, CUDA_12_NAME),
              new Library("cublasLt", 12, CUDA_12_NAME),
              new Library("cufft", 11, CUDA_12_NAME),
              new Library("curand", 10, CUDA_12_NAME),
              new Library("cusolver", 11, CUDA_12_NAME),
              new Library("cusparse", 12, CUDA_12_NAME),
              new Library("cudnn", 9, "cuDNN 9 for CUDA 12")),
          List.of(
              "libcudart.so.12",
              "libnvrtc-builtins.so.12.6",
              "libnvrtc.so.12",
              "libnvJitLink.so.12",
              "libcublasLt.so.12",
              "libcublas.so.12",
              "libcufft.so.11",
              "libcurand.so.10",
              "libcusparse.so.12",
              "libcusolver.so.11",
              "libcudnn_graph.so.9",
              "libcudnn_ops.so.9",
              "libcudnn_cnn.so.9",
              "libcudnn_adv.so.9",
              "libcudnn_engines_precompiled.so.9",
              "libcudnn_engines_runtime_compiled.so.9",
              "libcudnn_heuristic.so.9",
              "libcudnn.so.9"));

  /** That of ND4J's build. */
  public static final Toolkit CUDA_11 =
      new Toolkit(
          new Version(11, 6),
          "org.bytedeco:cuda:11.6-8.3-1.5.7:linux-x86_64-redist",
          "11.0",
          List.of(
              new Library("cublas", 11, CUDA_11_NAME),
              new Library("cublasLt", 11, CUDA_11_NAME),
              new Library("cusolver", 11, CUDA_11_NAME),
              new Library("cusparse", 11, CUDA_11_NAME),
              new Library("cudnn", 8, "cuDNN 8 for CUDA 11")),
          List.of(
              "libnvrtc-builtins.so.11.6",
              "libnvrtc.so.11.2",
              "libcublasLt.so.11",
              "libcublas.so.11",
              "libcusparse.so.11",
              "libcusolver.so.11",
              "libcudnn_ops_infer.so.8",
              "libcudnn_ops_train.so.8",
              "libcudnn_cnn_infer.so.8",
              "libcudnn_cnn_train.so.8",
              "libcudnn_adv_infer.so.8",
              "libcudnn_adv_train.so.8",
              "libcudnn.so.8"));

  /** Copies the lists. */
  public Toolkit {
    libraries = List.copyOf(libraries);
    files = List.copyOf(files);
  }

  /** What is wrong with the first library that cannot be loaded; empty if all can. */
  Optional<String> firstProblem() {
    return libraries.stream().flatMap(library -> library.problem().stream()).findFirst();
  }

  /** Whether all libraries are installed, of a newer version than the artifact's. */
  boolean isInstalledNewer() {
    return installed().filter(other -> other.compareTo(version) > 0).isPresent()
        && firstProblem().isEmpty();
  }

  /** The name of its first library's file on this system. */
  String runtimeFile() {
    return Platform.isWindows()
        ? "cudart64_" + runtime.replace(".", "") + ".dll"
        : "libcudart.so." + runtime;
  }

  /** The version of this major version that is installed, as its first library tells. */
  private Optional<Version> installed() {
    try (NativeLibrary library = NativeLibrary.getInstance(runtimeFile())) {
      IntByReference number = new IntByReference();
      return library.getFunction("cudaRuntimeGetVersion").invokeInt(new Object[] {number}) == 0
          ? Optional.of(Version.ofNumber(number.getValue()))
          : Optional.empty();
    } catch (LinkageError e) {
      return Optional.empty();
    }
  }
}
