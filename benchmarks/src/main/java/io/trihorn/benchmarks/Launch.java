package io.trihorn.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * How a contestant's JVM is started.
 *
 * @param environment variables set in addition to the driver's
 * @param options options of the {@code java} command
 */
public record Launch(Map<String, String> environment, List<String> options) {
  /** Nothing special: what a user gets who does nothing. */
  public static Launch plain(int threads) {
    return new Launch(Map.of(), List.of());
  }

  /** TensorFlow: threads are set in the session; only its chatter is turned off. */
  public static Launch tensorflow(int threads) {
    return new Launch(Map.of("TF_CPP_MIN_LOG_LEVEL", "2"), List.of());
  }

  /** ND4J with the oneDNN build; spinning OpenMP threads make it several times slower. */
  public static Launch nd4j(int threads) {
    return new Launch(
        Map.of("OMP_NUM_THREADS", String.valueOf(threads), "OMP_WAIT_POLICY", "passive"),
        List.of("-Dorg.bytedeco.javacpp.platform.extension=-onednn-avx2"));
  }

  /** DJL's PyTorch. */
  public static Launch pytorch(int threads) {
    return new Launch(
        Map.of(
            "OMP_NUM_THREADS",
            String.valueOf(threads),
            "OMP_WAIT_POLICY",
            "passive",
            "OPT_OUT_TRACKING",
            "true"),
        List.of(
            "-Dai.djl.offline=true",
            "-Dai.djl.default_engine=PyTorch",
            "-Dai.djl.pytorch.num_threads=" + threads,
            "-Dai.djl.pytorch.num_interop_threads=1"));
  }
}
