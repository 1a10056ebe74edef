package io.trihorn.caffe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.trihorn.graph.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Snapshots, tests and mistakes of solvers. */
class CaffeSolverTest {
  private static final String NET =
      """
      name: "net"
      layer { name: "data" type: "Input" top: "data" input_param { shape { dim: 4 dim: 3 } } }
      layer { name: "label" type: "Input" top: "label" input_param { shape { dim: 4 } } }
      layer { name: "ip" type: "InnerProduct" bottom: "data" top: "ip"
        inner_product_param { num_output: 3 weight_filler { type: "xavier" } } }
      layer { name: "loss" type: "SoftmaxWithLoss" bottom: "ip" bottom: "label" top: "loss" }
      layer { name: "acc" type: "Accuracy" bottom: "ip" bottom: "label" top: "acc"
        include { phase: TEST } }
      """;
  private static final String SOLVER =
      """
      net: "net.prototxt" base_lr: 0.1 lr_policy: "fixed" momentum: 0.9 max_iter: 6
      test_iter: 2 test_interval: 3 snapshot: 3 snapshot_prefix: "unused"
      """;

  @TempDir private Path directory;

  private Path solver(String text) throws IOException {
    Files.writeString(directory.resolve("net.prototxt"), NET);
    return Files.writeString(directory.resolve("solver.prototxt"), text);
  }

  private static Map<String, TensorData> batch(CaffeNet net) {
    Map<String, TensorData> batch = new LinkedHashMap<>();
    List<TensorData> inputs = OracleCase.inputs(net);
    inputs.forEach(input -> batch.put(net.inputNames().get(batch.size()), input));
    return batch;
  }

  private static CaffeSolver started(Path folder) {
    CaffeSolver solver =
        CaffeSolver.forNet(folder.resolve("solver.prototxt"), folder.resolve("net.prototxt"));
    solver.on("reference");
    solver.net().setBlobs(OracleCase.blobs(solver.net()));
    Map<String, TensorData> batch = batch(solver.net());
    return solver.trainData(() -> batch);
  }

  /** Adam counts its updates, AdaDelta remembers two blobs, batch normalization has sums. */
  @ParameterizedTest
  @CsvSource({
    "nesterov, BINARYPROTO",
    "adam_itersize, BINARYPROTO",
    "batchnorm_fast, BINARYPROTO",
    "frozen, BINARYPROTO",
    "multistep_close, BINARYPROTO",
    "nesterov, HDF5",
    "adam_itersize, HDF5",
    "batchnorm_fast, HDF5",
    "multistep_close, HDF5"
  })
  void trainingGoesOnFromASnapshotAsIfItHadNotStopped(String name, String format)
      throws IOException {
    TrainingConformance.unpack(directory);
    Path folder = directory.resolve(name);
    Files.writeString(
        folder.resolve("solver.prototxt"),
        "\nsnapshot_format: " + format,
        StandardOpenOption.APPEND);
    try (CaffeSolver whole = started(folder);
        CaffeSolver first = started(folder);
        CaffeSolver second = started(folder)) {
      double[] losses = whole.step(8);
      first.snapshotPrefix(directory.resolve("s")).step(4);
      Path state = first.snapshot();
      String end = format.equals("HDF5") ? ".h5" : "";
      assertEquals(directory.resolve("s_iter_4.solverstate" + end), state);
      assertEquals(4, second.restore(state).iteration());
      assertArrayEquals(Arrays.copyOfRange(losses, 4, 8), second.step(4), 1e-7);
      assertEquals(whole.net().blobs(), second.net().blobs());
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(2, files.filter(f -> f.getFileName().toString().startsWith("s_iter")).count());
    }
  }

  @Test
  void testsAndSnapshotsComeWhenTheyAreDue() throws IOException {
    List<String> lines = new ArrayList<>();
    try (CaffeSolver solver = CaffeSolver.read(solver(SOLVER + "display: 2 average_loss: 3"))) {
      solver.on("reference").log(lines::add).snapshotPrefix(directory.resolve("net"));
      Map<String, TensorData> batch = batch(solver.net());
      solver.trainData(() -> batch).testData(0, () -> batch(solver.testNets().get(0)));
      solver.solve();
    }
    List<String> begins = lines.stream().map(line -> line.split("[:,]")[0]).toList();
    assertEquals(
        List.of(0, 0, 0, 2, 3, 3, 3, 4, 6, 6, 6).stream().map(i -> "iteration " + i).toList(),
        begins);
    assertTrue(lines.get(1).contains("test net 0: acc = [") || lines.get(0).contains("acc = ["));
    assertTrue(Files.exists(directory.resolve("net_iter_6.caffemodel")));
  }

  private String failure(String text) throws IOException {
    Path file = solver(text);
    return assertThrows(CaffeException.class, () -> CaffeSolver.read(file).close()).getMessage();
  }

  @Test
  void mistakesAreTold() throws IOException {
    assertTrue(failure(SOLVER + "type: \"SGDX\"").contains("is 'SGDX'"));
    assertTrue(failure(SOLVER.replace("fixed", "cosine")).contains("is 'cosine'"));
    assertTrue(failure(SOLVER + "type: \"AdaGrad\"").contains("AdaGrad has no momentum"));
    assertTrue(failure(SOLVER + "iter_size: 0").contains("iter_size should be at least 1"));
    assertTrue(
        failure(SOLVER + "test_net: \"net.prototxt\" test_net: \"net.prototxt\"")
            .contains("1 for 2"));
    assertTrue(failure(SOLVER.replace("net.proto", "other.proto")).contains("other.prototxt"));
    assertTrue(failure(SOLVER + "speed: 3").contains("line 3, column 1"));
    String message = failure(SOLVER + "iter_size: 0");
    assertTrue(message.startsWith(directory.resolve("solver.prototxt") + ", line 3: "), message);
    assertTrue(failure("base_lr: 1 lr_policy: \"fixed\"").contains("there are 0"));
  }

  @Test
  void statesOfOtherSolversAreRefused() throws IOException {
    TrainingConformance.unpack(directory);
    try (CaffeSolver sgd = started(directory.resolve("nesterov"));
        CaffeSolver adam = started(directory.resolve("adam_itersize"))) {
      sgd.snapshotPrefix(directory.resolve("s")).step(1);
      Path state = sgd.snapshot();
      String message = assertThrows(CaffeException.class, () -> adam.restore(state)).getMessage();
      assertTrue(message.contains("remembers 12 blobs of this net, but the file has 6"), message);
    }
  }
}
