package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import io.trihorn.cuda.Card;
import io.trihorn.cuda.Driver;
import io.trihorn.cuda.Finding;
import io.trihorn.cuda.Usage;
import io.trihorn.cuda.Version;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorTest {
  private static String doctor(int expectedCode) {
    StringWriter out = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true));
    assertEquals(expectedCode, line.execute("doctor"), out.toString());
    return out.toString();
  }

  @Test
  void allEnginesOfTheCommandLineWork() {
    String report = doctor(0);
    for (String name : new String[] {"dl4j", "tensorflow", "onnx", "reference"}) {
      assertTrue(Backends.names().contains(name), Backends.names().toString());
    }
    assertFalse(report.contains("does not work"), report);
    assertFalse(report.contains("is not on the class path"), report);
    assertTrue(report.contains("classes and natives match"), report);
    assertTrue(report.contains(System.getProperty("java.version")), report);
    assertTrue(report.contains("devices: cpu"), report);
  }

  @Test
  void saysWhereTheChoiceComesFrom() {
    String before = System.getProperty(Backends.PROPERTY);
    try {
      System.setProperty(Backends.PROPERTY, "onnx");
      assertTrue(doctor(0).contains("onnx        chosen by the system property trihorn.backend"));
      System.setProperty(Backends.PROPERTY, "theano");
      String report = doctor(0);
      assertTrue(report.contains("there is no backend 'theano'"), report);
    } finally {
      if (before == null) {
        System.clearProperty(Backends.PROPERTY);
      } else {
        System.setProperty(Backends.PROPERTY, before);
      }
    }
  }

  private static String report(EngineFinding... findings) {
    StringWriter out = new StringWriter();
    Doctor.engines(new PrintWriter(out, true), List.of(findings), false);
    return out.toString();
  }

  @Test
  void whatIsMissingComesWithItsMavenLines() {
    EngineFinding missing = new EngineFinding("onnx", null, null);
    String report = report(missing);
    assertTrue(report.contains("onnx        is not on the class path."), report);
    assertTrue(report.contains("<artifactId>trihorn-backend-onnx</artifactId>"), report);
    assertFalse(missing.works());
  }

  @Test
  void whatIsBrokenSaysWhy() {
    EngineFinding broken =
        EngineFinding.start(
            "dl4j",
            () -> {
              throw new UnsatisfiedLinkError("no jnind4jcpu in java.library.path");
            });
    String report = report(broken);
    assertTrue(report.contains("does not work"), report);
    assertTrue(report.contains("no jnind4jcpu in java.library.path"), report);
    assertFalse(report.contains("\tat "), report);
    assertFalse(broken.works());
  }

  @Test
  void whatWorksShowsItsSettings() {
    BackendInfo info =
        new BackendInfo(
            "onnx",
            "ONNX Runtime",
            "1.28.0",
            List.of(Device.cpu(), Device.gpu()),
            Map.of("spinning", "false"));
    String report = report(new EngineFinding("onnx", info, null));
    assertTrue(report.contains("ONNX Runtime 1.28.0, works"), report);
    assertTrue(report.contains("devices: cpu, gpu:0"), report);
    assertTrue(report.contains("spinning: false"), report);
    assertFalse(new EngineFinding("reference", info, null).works(), "it is no engine");
  }

  private static String nvidia(CudaReport report) {
    StringWriter out = new StringWriter();
    report.print(new PrintWriter(out, true));
    return out.toString();
  }

  @Test
  void cardsAreNamedWithWhatRunsOnThem() {
    Usage usage = new Usage(60L << 30, 1, Usage.Mode.SHARED);
    Card card = new Card(0, "H100 PCIe", 85L << 30, new Version(9, 0), usage);
    Finding found = new Finding.Found(new Driver("550.54", new Version(12, 4), List.of(card)));
    String report = nvidia(new CudaReport(found, List.of("libcudnn.so.9 cannot be loaded")));
    assertTrue(report.contains("NVIDIA      driver 550.54 for CUDA up to 12.4"), report);
    assertTrue(report.contains("gpu:0 H100 PCIe, 85.0 GiB, compute capability 9.0"), report);
    assertTrue(report.contains("another process uses this card: 60.0 of its 85.0 GiB"), report);
    assertTrue(report.contains("onnxruntime_gpu:1.25.0 has code for this card"), report);
    assertTrue(report.contains("linux-x86_64-cudnn has no code for this card (9.0)"), report);
    assertTrue(report.contains("missing     libcudnn.so.9"), report);
  }

  @Test
  void whatKeepsTheDriverFromWorkingIsNamed() {
    String report =
        nvidia(
            CudaReport.of(
                new Finding.DriverTooOld("libcuda.so.1", new Version(11, 8), new Version(12, 0))));
    assertTrue(report.contains("libcuda.so.1 runs CUDA up to 11.8, but 12.0"), report);
    assertTrue(doctor(0).contains("NVIDIA"));
  }

  @Test
  void findsJavaCppOfTwoVersions() {
    assertEquals(
        "linux-x86_64",
        JavaCpp.classifier(
            "jar:file:/m2/javacpp/1.5.11/javacpp-1.5.11-linux-x86_64.jar!/META-INF"));
    assertNull(JavaCpp.classifier("jar:file:/my-lib/javacpp/1.5.11/javacpp-1.5.11.jar!/META-INF"));
    JavaCpp.Jar classes = new JavaCpp.Jar("1.5.11", null);
    JavaCpp.Jar natives = new JavaCpp.Jar("1.5.11", "linux-x86_64");
    JavaCpp.Jar old = new JavaCpp.Jar("1.5.7", "linux-x86_64");
    assertNull(new JavaCpp(List.of(classes, natives)).problem());
    assertNull(new JavaCpp(List.of()).problem());
    assertTrue(new JavaCpp(List.of(classes, old)).problem().contains("1.5.11 and 1.5.7"));
    assertTrue(new JavaCpp(List.of(classes)).problem().contains("no natives"));
  }

  @Test
  void readsTheProcessor() {
    Processor epyc =
        Processor.parse(
            "processor\t: 0\nmodel name\t: AMD EPYC 9B45\nflags\t\t: fpu avx2 fma avx512f\n\n"
                + "processor\t: 1\nmodel name\t: other\nflags\t\t: sse\n");
    assertEquals("AMD EPYC 9B45", epyc.model());
    assertEquals(new TreeSet<>(Set.of("fpu", "avx2", "fma", "avx512f")), epyc.flags());
    assertEquals("avx2, fma, avx512f", epyc.vectors());
    assertTrue(Processor.parse("flags : sse2\n").vectors().startsWith("none (without AVX2"));
    assertEquals("asimd, sve", Processor.parse("Features : asimd sve\n").vectors());
    assertEquals("unknown on this system", Processor.parse("").vectors());
    assertTrue(Processor.here().model().length() > 0);
  }
}
