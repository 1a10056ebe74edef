package io.trihorn.cli;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.Device;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.backend.DeviceChoice;
import io.trihorn.model.Sequential;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A GPU that the engines do not find: an error where it is asked for, else one warning. */
class DeviceChoiceTest {
  private static final float[][] X = {{1, 2}, {3, 4}};

  @AfterEach
  void restore() {
    Backends.setDefaultDevice(null);
  }

  private static float[] predict(Sequential model) {
    return model.predict(X).get(0).toFloatArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void anAbsentGpuAskedForByNameIsAnError(String backend) {
    assumeFalse(Backends.get(backend).info().devices().contains(Device.gpu(7)));
    try (Sequential model = new Sequential(input(2), dense(1))) {
      String byCode =
          assertThrows(BackendException.class, () -> model.on(backend, Device.gpu(7))).getMessage();
      assertTrue(byCode.contains("'" + backend + "' cannot use gpu:7"), byCode);
      assertTrue(byCode.contains("it can use cpu"), byCode);
      assertTrue(byCode.contains("Device.cpu()"), byCode);
      model.on(backend);
      Backends.setDefaultDevice("gpu:7");
      String configured = assertThrows(BackendException.class, () -> predict(model)).getMessage();
      assertTrue(configured.contains("which Backends.setDefaultDevice asks for"), configured);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dl4j", "tensorflow", "onnx"})
  void anAbsentGpuThatIsPreferredIsTheProcessorWithOneWarning(String backend) {
    assumeFalse(Backends.get(backend).info().devices().contains(Device.gpu(8)));
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (Sequential model = new Sequential(input(2), dense(1))) {
      model.on(backend, Device.cpu());
      float[] expected = predict(model);
      System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
      Backends.setDefaultDevice("gpu:8?");
      for (int i = 0; i < 3; i++) {
        model.on("reference").on(backend);
        assertArrayEquals(expected, predict(model));
      }
      model.on("reference").on(backend, DeviceChoice.of("gpu:9?"));
      assertArrayEquals(expected, predict(model));
    } finally {
      System.setErr(before);
    }
    String all = said.toString(StandardCharsets.UTF_8);
    assertEquals(1, all.split("cannot use gpu:8", -1).length - 1, all);
    assertEquals(1, all.split("cannot use gpu:9", -1).length - 1, all);
    assertTrue(all.contains("computing on the processor"), all);
  }
}
