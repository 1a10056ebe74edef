package io.trihorn.benchmarks.dl4j;

import java.util.Map;
import java.util.TreeMap;
import org.nd4j.nativeblas.NativeOpsHolder;
import org.nd4j.versioncheck.VersionCheck;
import org.nd4j.versioncheck.VersionInfo;

/** Which libnd4j runs, and how. */
final class Nd4jSettings {
  private Nd4jSettings() {}

  static String describe() {
    Map<String, String> openMp = new TreeMap<>();
    System.getenv().forEach((key, value) -> addIfOpenMp(openMp, key, value));
    return "ND4J "
        + VersionCheck.getVersionInfos().stream()
            .filter(info -> info.getArtifactId().equals("nd4j-api"))
            .map(VersionInfo::getBuildVersion)
            .findFirst()
            .orElse("of unknown version")
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
