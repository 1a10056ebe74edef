package io.trihorn.benchmarks.dl4j;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
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
        + version()
        + System.getProperty("org.bytedeco.javacpp.platform.extension", "")
        + ", OpenMP threads "
        + NativeOpsHolder.getInstance().getDeviceNativeOps().ompGetMaxThreads()
        + ", "
        + openMp;
  }

  /** What Maven wrote into the jar. */
  private static String version() {
    Properties properties = new Properties();
    try (InputStream in =
        Nd4j.class.getResourceAsStream("/META-INF/maven/org.nd4j/nd4j-api/pom.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }

  private static void addIfOpenMp(Map<String, String> found, String key, String value) {
    if (key.startsWith("OMP_") || key.startsWith("GOMP_")) {
      found.put(key, value);
    }
  }
}
