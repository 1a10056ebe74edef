package io.trihorn.cli;

import io.trihorn.backend.Backend;
import io.trihorn.backend.BackendException;
import io.trihorn.backend.BackendInfo;
import io.trihorn.backend.Backends;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * What became of the attempt to start a backend.
 *
 * @param name the backend's name
 * @param info what it runs on, if it works
 * @param problem why it does not, if it is there and does not
 */
record EngineFinding(String name, BackendInfo info, Throwable problem) {
  /** The backends that Trihorn comes with. */
  private static final List<String> OWN = List.of("dl4j", "tensorflow", "onnx");

  private static final String REFERENCE = "reference";

  enum State {
    WORKS,
    BROKEN,
    MISSING
  }

  State state() {
    return info != null ? State.WORKS : problem != null ? State.BROKEN : State.MISSING;
  }

  /** Whether this is an engine that works; the reference backend is none. */
  boolean works() {
    return info != null && !name.equals(REFERENCE);
  }

  /** All that are on the class path, each started, and those of Trihorn's that are not. */
  static List<EngineFinding> all() {
    List<String> present = Backends.names();
    List<EngineFinding> findings = new ArrayList<>();
    for (String name : OWN) {
      findings.add(
          present.contains(name)
              ? start(name, () -> Backends.get(name))
              : new EngineFinding(name, null, null));
    }
    for (String other : new TreeSet<>(present)) {
      if (!OWN.contains(other)) {
        findings.add(start(other, () -> Backends.get(other)));
      }
    }
    return findings;
  }

  /** Starts one; an engine without its natives fails in many ways, and all of them are reported. */
  static EngineFinding start(String name, Supplier<Backend> backend) {
    try {
      return new EngineFinding(name, backend.get().info(), null);
    } catch (BackendException e) {
      return new EngineFinding(name, null, e);
    } catch (RuntimeException | LinkageError e) {
      return new EngineFinding(
          name, null, new BackendException("the engine cannot be loaded: " + e, e));
    }
  }
}
