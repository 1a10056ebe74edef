package io.trihorn.benchmarks.dl4j;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** Which libnd4j runs, and how. */
final class Nd4jSettings {
  private Nd4jSettings() {}

  static String describe() {
    Map<String, String> openMp = new TreeMap<>();
    System.getenv().forEach((key, value) -> addIfOpenMp(openMp, key, value));
    return "ND4J "
        + Nd4j.class.getPackage().getImplementationVersion()
        + System.getProperty("org.bytedeco.javacpp.platform.extension", "")
        + ", OpenMP threads "
        + NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()
        + ", "
        + openMp;
  }

  private static void addIfOpenMp(Map<String, String> found, String key, String value) {
    if (key.startsWith("OMP_") || key.startsWith("GOMP_")) {
      found.put(key, value);
    }
  }
}
