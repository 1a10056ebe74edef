package io.trihorn.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Variable;
import io.trihorn.layers.Layers;
import io.trihorn.model.Sequential;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Meshes, layouts and names of devices. */
class DistributionTest {
  private final DataParallel two = new DataParallel("cpu:0", "cpu:1");

  @Test
  void batchesAreDealtOutAlongTheirRows() {
    assertEquals(2, two.numModelReplicas());
    assertEquals("batch", two.batchDimName());
    assertEquals(Arrays.asList("batch", null, null), two.getDataLayout(new Shape(8, 3, 3)).axes());
    assertEquals(List.of(), two.getDataLayout(new Shape()).axes());
  }

  @Test
  void devicesHaveKerasNames() {
    assertEquals(Device.cpu(), Devices.device("cpu:1"));
    assertEquals(Device.gpu(3), Devices.device("GPU:3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "tpu:0", "gpu:", "gpu:x", ""})
  void otherNamesAreRefused(String name) {
    Exception e =
        assertThrows(IllegalArgumentException.class, () -> new DataParallel("cpu:0", name));
    assertTrue(e.getMessage().contains("'" + name + "'"), e.getMessage());
  }

  @Test
  void meshesFitTheirDevices() {
    List<String> devices = List.of("cpu:0", "cpu:1");
    DeviceMesh mesh = new DeviceMesh(List.of(2), List.of("rows"), devices);
    assertEquals("rows", new DataParallel(mesh).batchDimName());
    refused("as many points", () -> new DeviceMesh(List.of(3), List.of("rows"), devices));
    refused("a name for each", () -> new DeviceMesh(List.of(2, 1), List.of("rows"), devices));
    refused("needs axes", () -> new DeviceMesh(List.of(), List.of(), devices));
    refused("one name", () -> new DeviceMesh(List.of(2, 1), List.of("a", "a"), devices));
    refused("'columns'", () -> new TensorLayout(List.of("columns"), mesh));
    refused(
        "one axis",
        () -> new DataParallel(new DeviceMesh(List.of(2, 1), List.of("a", "b"), devices)));
    refused("one device or more", () -> new DataParallel(new String[0]));
  }

  private static final DeviceMesh GRID =
      new DeviceMesh(
          List.of(2, 2), List.of("batch", "model"), List.of("cpu:0", "cpu:1", "cpu:2", "cpu:3"));

  private static Variable variable(String name, long... dims) {
    return new Variable(name, TensorType.of(DataType.FLOAT32, dims));
  }

  /** An equal key goes before expressions, which the whole path has to match. */
  @Test
  void layoutsAreFoundByPathsAndExpressions() {
    LayoutMap map =
        new LayoutMap(GRID)
            .put(".*dense.*kernel", null, "model")
            .put(".*bias", "model")
            .put("dense_1/bias", new TensorLayout(Arrays.asList((String) null), GRID));
    assertEquals(Arrays.asList(null, "model"), map.get("dense_7/kernel").orElseThrow().axes());
    assertEquals(List.of("model"), map.get("dense/bias").orElseThrow().axes());
    assertTrue(map.get("dense_1/bias").orElseThrow().isWhole());
    assertEquals(Optional.empty(), map.get("dense/kernel_1"));
    assertEquals(Optional.empty(), map.get("conv/kernel"));
    map.put("dense/.*", "batch");
    refused("[.*bias, dense/.*]", () -> map.get("dense/bias"));
    assertEquals(
        Set.of(".*dense.*kernel", ".*bias", "dense_1/bias"), map.remove("dense/.*").keys());
    refused("already", () -> map.put(".*bias", "batch"));
    refused("'columns'", () -> map.put("x", "columns"));
    refused("one axis of a tensor", () -> map.put("x", "model", "model"));
    refused("regular", () -> map.put("(", "model"));
    DeviceMesh line = new DeviceMesh(List.of(2), List.of("model"), List.of("cpu:0", "cpu:1"));
    refused("the map for", () -> map.put("x", new TensorLayout(List.of("model"), line)));
  }

  @Test
  void variablesLieAsTheirLayouts() {
    ModelParallel parallel =
        new ModelParallel(
            new LayoutMap(GRID).put("dense/kernel", "batch", "model").put("dense/bias", "model"),
            "batch");
    assertEquals(2, parallel.numModelReplicas());
    assertEquals(Arrays.asList("batch", null), parallel.getDataLayout(new Shape(8, 3)).axes());
    Variable kernel = variable("dense/kernel", 4, 6);
    assertEquals(List.of("batch", "model"), parallel.getVariableLayout(kernel).axes());
    Variable slot = new Variable("adam/dense_kernel_momentum", kernel.type(), kernel.place());
    assertEquals(List.of("batch", "model"), parallel.getVariableLayout(slot).axes());
    assertTrue(parallel.getVariableLayout(variable("other/kernel", 3, 3)).isWhole());
    refused(
        "axis 1 cannot be dealt out",
        () -> parallel.getVariableLayout(variable("dense/kernel", 4, 5)));
    refused("has 1 axes", () -> parallel.getVariableLayout(variable("dense/kernel", 4)));
    refused("'rows'", () -> new ModelParallel(new LayoutMap(GRID), "rows"));
    assertEquals("batch", new ModelParallel(new LayoutMap(GRID)).batchDimName());
  }

  /** What a model has is looked at when it is distributed, what it gets later when it gets it. */
  @Test
  void weightsThatCannotBeDealtOutAreRefused() {
    ModelParallel parallel = new ModelParallel(new LayoutMap(GRID).put("dense/bias", "model"));
    Sequential built = new Sequential(Layers.input(4), Layers.dense(3));
    built.on("reference");
    refused("axis 0 cannot be dealt out", () -> built.distribute(parallel));
    assertEquals(Optional.empty(), built.distribution());
    Sequential open = new Sequential(Layers.dense(3));
    open.on("reference").distribute(parallel);
    float[][] x = new float[2][4];
    refused("axis 0 cannot be dealt out", () -> open.predict(x));
  }

  private static void refused(String reason, Runnable work) {
    Exception e = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
