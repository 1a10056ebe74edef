package io.trihorn.backend;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.trihorn.model.Sequential;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which device is meant, and what becomes of one that is not there. */
class DeviceChoiceTest {
  private static final Device CPU = Device.cpu();

  private final String home = System.getProperty("user.home");

  @TempDir private Path folder;

  /**
   * The interpreter, which says that it has these devices and notes on which it is asked to run.
   */
  private static final class Claiming extends ForwardingBackend {
    private final List<Device> claimed;
    private final List<Device> stores = new ArrayList<>();

    Claiming(Device... claimed) {
      super(Backends.get("reference"));
      this.claimed = List.of(claimed);
    }

    @Override
    public String name() {
      return "claiming";
    }

    @Override
    public BackendInfo info() {
      return new BackendInfo(name(), "none", "1", claimed, Map.of());
    }

    @Override
    public Optional<String> unavailable(Device device) {
      return claimed.contains(device) ? Optional.empty() : Optional.of("Plug one in.");
    }

    @Override
    public VariableStore createStore(Device device) {
      stores.add(device);
      return inner().createStore(CPU);
    }
  }

  @BeforeEach
  void startWithoutChoice() {
    assumeTrue(System.getenv("TRIHORN_DEVICE") == null, "TRIHORN_DEVICE is set");
    assumeTrue(System.getProperty(Backends.DEVICE_PROPERTY) == null, "the property is set");
    System.setProperty("user.home", folder.toString());
  }

  @AfterEach
  void restore() {
    Backends.setDefaultDevice(null);
    System.clearProperty(Backends.DEVICE_PROPERTY);
    System.setProperty("user.home", home);
  }

  @ParameterizedTest
  @CsvSource({
    "cpu, cpu, true",
    "cpu:1, cpu, true",
    "' GPU ', gpu:0, true",
    "gpu:3, gpu:3, true",
    "gpu?, gpu:0, false",
    "gpu:1?, gpu:1, false"
  })
  void names(String name, String device, boolean required) {
    DeviceChoice choice = DeviceChoice.of(name);
    assertEquals(device, DeviceChoice.name(choice.device()));
    assertEquals(required, choice.required());
    assertEquals(choice, DeviceChoice.of(choice.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tpu", "gpu:", "gpu:-1", "gpu:x", "?", "gpu??", "gpu:12345"})
  void otherNamesAreRefused(String name) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> DeviceChoice.of(name)).getMessage();
    assertTrue(message.endsWith("'" + name + "'"), message);
    System.setProperty(Backends.DEVICE_PROPERTY, name);
    if (!name.isEmpty()) {
      String configured =
          assertThrows(BackendException.class, () -> Backends.device(new Claiming(CPU)))
              .getMessage();
      assertTrue(configured.startsWith("the system property trihorn.device: "), configured);
    }
  }

  @Test
  void withoutAChoiceItIsTheFirst() {
    assertEquals(Device.gpu(1), Backends.device(new Claiming(Device.gpu(1), CPU)));
    assertTrue(Backends.deviceOrigin().isEmpty());
  }

  @Test
  void codeComesBeforeThePropertyBeforeFiles() throws IOException {
    Claiming all = new Claiming(CPU, Device.gpu(0), Device.gpu(1), Device.gpu(2));
    Path file = Files.createDirectories(folder.resolve(".trihorn")).resolve("trihorn.json");
    Files.writeString(file, "{\"device\": \"gpu:2\"}");
    assertEquals(Device.gpu(2), Backends.device(all));
    System.setProperty(Backends.DEVICE_PROPERTY, "gpu:1");
    assertEquals(Device.gpu(1), Backends.device(all));
    Backends.setDefaultDevice("gpu?");
    assertEquals(Device.gpu(0), Backends.device(all));
    assertEquals(
        "gpu:0?, chosen by Backends.setDefaultDevice", Backends.deviceOrigin().orElseThrow());
    Backends.setDefaultDevice("cpu");
    assertEquals(CPU, Backends.device(all));
    Backends.setDefaultDevice(null);
    assertEquals(Device.gpu(1), Backends.device(all));
  }

  @Test
  void whatIsAskedForByNameAndNotThereIsAnError() {
    System.setProperty(Backends.DEVICE_PROPERTY, "gpu:1");
    Claiming one = new Claiming(CPU, Device.gpu(0));
    String message = assertThrows(BackendException.class, () -> Backends.device(one)).getMessage();
    assertEquals(
        "the backend 'claiming' cannot use gpu:1, which the system property trihorn.device asks for;"
            + " it can use cpu, gpu:0. Plug one in. Or ask for 'gpu:1?', which is the processor"
            + " where there is no such GPU.",
        message);
  }

  @Test
  void whatIsPreferredAndNotThereIsTheProcessor() {
    System.setProperty(Backends.DEVICE_PROPERTY, "gpu:1?");
    assertEquals(CPU, Backends.device(new Claiming(Device.gpu(0), CPU)));
    assertEquals(Device.gpu(1), Backends.device(new Claiming(CPU, Device.gpu(1))));
    Claiming without = new Claiming(Device.gpu(0));
    assertThrows(BackendException.class, () -> Backends.device(without));
  }

  /** Others are compared with it wherever they are. */
  @Test
  void theReferenceIsNotMoved() {
    System.setProperty(Backends.DEVICE_PROPERTY, "gpu");
    assertEquals(CPU, Backends.device(Backends.get("reference")));
  }

  @Test
  void modelsComputeOnTheChosenDevice() {
    Claiming backend = new Claiming(CPU, Device.gpu(0), Device.gpu(1));
    System.setProperty(Backends.DEVICE_PROPERTY, "gpu:1");
    try (Sequential model = new Sequential(input(2), dense(1))) {
      float[] before = model.on(backend).predict(new float[][] {{1, 2}}).get(0).toFloatArray();
      assertEquals(List.of(Device.gpu(1)), backend.stores);
      Backends.setDefaultDevice("gpu");
      model.on("reference").on(backend);
      float[] after = model.predict(new float[][] {{1, 2}}).get(0).toFloatArray();
      assertEquals(List.of(Device.gpu(1), Device.gpu(0)), backend.stores);
      assertEquals(before[0], after[0]);
    }
  }
}
