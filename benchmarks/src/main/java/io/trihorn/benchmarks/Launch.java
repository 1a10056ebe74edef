package io.trihorn.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Stream;

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

  /**
   * DJL's PyTorch with threads that sleep while they wait: what is best on a machine with others on
   * it, and for large ops.
   */
  public static Launch pytorch(int threads) {
    return pytorch(threads, Map.of("OMP_WAIT_POLICY", "passive"));
  }

  /**
   * DJL's PyTorch with threads that wait as is OpenMP's default, actively for a while: best for
   * many small ops, such as the steps of a recurrent layer, as long as all processors are free.
   */
  public static Launch pytorchSpinning(int threads) {
    return pytorch(threads, Map.of());
  }

  /** DJL's PyTorch in one thread, however many there are: best where ops are tiny. */
  public static Launch pytorchInOneThread(int threads) {
    return pytorch(1, Map.of());
  }

  /** The same with one more option. */
  Launch with(String option) {
    return new Launch(environment, Stream.concat(options.stream(), Stream.of(option)).toList());
  }

  /** DJL on Trihorn, in its default settings, as a user's program has it. */
  static IntFunction<Launch> djl(String backend) {
    return threads ->
        new Launch(
            Map.of("OPT_OUT_TRACKING", "true"),
            List.of(
                "-Dai.djl.offline=true",
                "-Dai.djl.default_engine=Trihorn",
                "-Dtrihorn.backend=" + backend));
  }

  private static Launch pytorch(int threads, Map<String, String> waiting) {
    Map<String, String> environment = new HashMap<>(waiting);
    environment.put("OMP_NUM_THREADS", String.valueOf(threads));
    environment.put("OPT_OUT_TRACKING", "true");
    return new Launch(
        environment,
        List.of(
            "-Dai.djl.offline=true",
            "-Dai.djl.default_engine=PyTorch",
            "-Dai.djl.pytorch.num_threads=" + threads,
            "-Dai.djl.pytorch.num_interop_threads=1"));
  }
}
