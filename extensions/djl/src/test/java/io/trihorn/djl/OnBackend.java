package io.trihorn.djl;

import ai.djl.engine.Engine;
import io.trihorn.backend.Backends;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Tests of DJL's own classes on one backend. */
abstract class OnBackend {
  private static final String ENGINE = "ai.djl.default_engine";

  static {
    // DJL settles its default when the class is loaded: by rank, while the property is not there.
    Engine.getAllEngines();
  }

  private final String backend;

  OnBackend(String backend) {
    this.backend = backend;
  }

  /** The backend's name. */
  final String backend() {
    return backend;
  }

  // DJL's tokenizers bring an engine of their own, whose rank is lower.
  @BeforeEach
  void choose() {
    System.setProperty(ENGINE, "Trihorn");
    Backends.setDefault(backend);
    Engine.getInstance().setRandomSeed(7);
  }

  @AfterEach
  void chooseNone() {
    System.clearProperty(ENGINE);
    Backends.setDefault(null);
  }
}
