package io.trihorn.testkit.conformance;

import static io.trihorn.layers.Layers.dense;
import static io.trihorn.layers.Layers.input;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.Backends;
import io.trihorn.model.FitOptions;
import io.trihorn.model.Sequential;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an engine's build for CUDA does where there is no card. */
public abstract class WithoutCardConformance {
  private static final float[][] X = {{1, 2}, {3, 4}, {-1, 0}};
  private static final float[][] Y = {{1}, {0}, {2}};

  private final Backend backend;

  /** For a backend, by its name. */
  protected WithoutCardConformance(String backend) {
    this.backend = Backends.get(backend);
  }

  /** The backend. */
  protected final Backend backend() {
    return backend;
  }

  @BeforeEach
  void needsNoCard() {
    assumeTrue(backend.info().devices().equals(List.of(Device.cpu())), "there is a card");
  }

  @AfterEach
  void restore() {
    Backends.setDefaultDevice(null);
  }

  private static float[] trained(String backend) {
    try (Sequential model = new Sequential(input(2), dense(8, "tanh"), dense(1))) {
      model.seed(1).on(backend).compile("sgd", "mse");
      model.fit(X, Y, FitOptions.epochs(20).verbose(0));
      return model.predict(X).get(0).toFloatArray();
    }
  }

  @Test
  void aCardAskedForByNameIsAnErrorThatNamesTheReason() {
    Backends.setDefaultDevice("gpu");
    String message =
        assertThrows(BackendException.class, () -> trained(backend.name())).getMessage();
    assertTrue(message.contains("cannot use gpu:0"), message);
    assertTrue(message.contains("it can use cpu"), message);
    assertTrue(message.contains("CUDA 12"), message);
  }

  @Test
  void trainsOnTheProcessorWithOneWarning() {
    float[] expected = trained("reference");
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Backends.setDefaultDevice("gpu?");
      assertArrayEquals(expected, trained(backend.name()), 1e-5f);
      assertArrayEquals(expected, trained(backend.name()), 1e-5f);
    } finally {
      System.setErr(before);
    }
    String all = said.toString(StandardCharsets.UTF_8);
    assertEquals(1, all.split("computing on the processor", -1).length - 1, all);
  }
}
