package io.trihorn.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
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

  private static void refused(String reason, Runnable work) {
    Exception e = assertThrows(IllegalArgumentException.class, work::run);
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
