package io.trihorn.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.trihorn.cuda.Cuda;
import io.trihorn.testkit.conformance.StubDriver;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the doctor says with drivers that gcc compiles, each in a process of its own. */
class CudaReportTest {
  /** Prints the report. */
  static final class Reporting {
    private Reporting() {}

    public static void main(String[] none) {
      CudaReport.of(Cuda.find()).print(new PrintWriter(System.out, true));
    }
  }

  /** A machine, and what has to be in the report about it. */
  enum Machine {
    WITHOUT_DRIVER(
        null,
        null,
        List.of(),
        "GPUs        none. There is no NVIDIA driver: libcuda.so.1 cannot be loaded",
        "Install NVIDIA's driver for this system"),
    WITHOUT_DEVICE(
        new StubDriver(100, 12060, 0, 0, 0),
        null,
        List.of(),
        "GPUs        none. There is no NVIDIA card: the driver libcuda.so.1 finds none.",
        "see whether CUDA_VISIBLE_DEVICES hides it"),
    WITH_A_DRIVER_TOO_OLD_FOR_ALL(
        new StubDriver(0, 10020, 1, 8, 0),
        null,
        List.of(),
        "libcuda.so.1 runs CUDA up to 10.2, but 11.0 is needed. Install a newer driver."),
    WITH_A_DRIVER_FOR_ONE_ENGINE(
        new StubDriver(0, 11080, 1, 8, 0),
        null,
        List.of("libcudnn.so.9"),
        "onnx: it needs a driver for CUDA 12.0, and this one runs CUDA up to 11.8. Install a newer",
        "tensorflow: it needs a driver for CUDA 12.0",
        "dl4j: org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1:linux-x86_64-cudnn has code for this card",
        "missing     for dl4j: libcudnn.so.8 cannot be loaded",
        "There is libcudnn.so.9, which is of another major version. Install cuDNN 8 for CUDA 11"),
    WITH_CUDNN_OF_ANOTHER_MAJOR_VERSION(
        new StubDriver(0, 12060, 1, 8, 0),
        null,
        List.of("libcudnn.so.8"),
        "missing     for onnx, tensorflow: libcudnn.so.9 cannot be loaded",
        "There is libcudnn.so.8, which is of another major version. Install cuDNN 9 for CUDA 12"),
    WITH_A_CARD_THAT_IS_TOO_NEW(
        new StubDriver(0, 12060, 1, 12, 0),
        null,
        List.of(),
        "onnx: com.microsoft.onnxruntime:onnxruntime_gpu:1.25.0 has code for this card",
        "missing     for onnx, tensorflow: libcudart.so.12 cannot be loaded",
        "dl4j: org.nd4j:nd4j-cuda-11.6:1.0.0-M2.1:linux-x86_64-cudnn has no code for this card"
            + " (12.0): it has some from 3.7 to 8.6 and none that is portable, so that newer"
            + " generations are not supported. Use the backend onnx or tensorflow"),
    WITH_A_CARD_IN_USE(
        new StubDriver(0, 12060, 1, 9, 0),
        new StubDriver.Others(60L << 30, 2, 0),
        List.of(),
        "driver 550.54.15 for CUDA up to 12.6",
        "2 processes use this card: 60.0 of its 139.7 GiB are taken. nvidia-smi says by whom"),
    WITH_A_CARD_THAT_ANOTHER_HAS_FOR_ITSELF(
        new StubDriver(0, 12060, 1, 9, 0),
        new StubDriver.Others(1L << 30, 1, 3),
        List.of(),
        "another process uses this card, which takes one at a time: wait, choose another card");

    private final StubDriver driver;
    private final StubDriver.Others others;
    private final List<String> libraries;
    private final List<String> said;

    Machine(StubDriver driver, StubDriver.Others others, List<String> libraries, String... said) {
      this.driver = driver;
      this.others = others;
      this.libraries = libraries;
      this.said = List.of(said);
    }

    private void into(Path folder) throws IOException, InterruptedException {
      if (others != null) {
        driver.into(folder, others);
      } else if (driver != null) {
        driver.into(folder);
      }
      for (String library : libraries) {
        StubDriver.library(folder.resolve(library), List.of("/dev/null"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void theReportNamesFileAndFix(Machine machine, @TempDir Path folder)
      throws IOException, InterruptedException {
    assumeTrue(StubDriver.canBeBuilt(), "there is no gcc");
    machine.into(folder);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Reporting.class.getName());
    builder.environment().put("LD_LIBRARY_PATH", folder.toString());
    Path out = folder.resolve("out.txt");
    Process process = builder.redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it does not end");
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    machine.said.forEach(line -> assertTrue(text.contains(line), text));
  }
}
