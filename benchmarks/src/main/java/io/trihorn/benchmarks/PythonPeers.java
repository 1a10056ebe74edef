package io.trihorn.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The peers that a Python has: the honest ones for libraries whose home is Python. */
final class PythonPeers {
  private static final String CPU = "cpu";

  private static final String QUESTION =
      "import importlib.util\n"
          + "for m in ('torch', 'keras', 'tensorflow', 'jax'):\n"
          + "  if importlib.util.find_spec(m): print(m)\n";

  private PythonPeers() {}

  /**
   * Returns PyTorch, eager and compiled, and Keras on each of its backends, as far as the packages
   * are installed.
   *
   * @throws IllegalArgumentException if it is no Python, or has neither PyTorch nor Keras
   */
  static List<Entrant> of(Path python) {
    Set<String> packages = packages(python);
    List<Entrant> peers = new ArrayList<>();
    if (packages.contains("torch")) {
      peers.add(new PythonEntrant(Entrants.TORCH, python, "torch", CPU, Map.of()));
      peers.add(new PythonEntrant("torch-compiled", python, "torch-compiled", CPU, Map.of()));
    }
    for (String backend : List.of("tensorflow", "jax", "torch")) {
      if (packages.contains("keras") && packages.contains(backend)) {
        peers.add(
            new PythonEntrant(
                "keras-" + backend,
                python,
                "keras",
                CPU,
                Map.of("KERAS_BACKEND", backend, "TF_CPP_MIN_LOG_LEVEL", "2")));
      }
    }
    if (peers.isEmpty()) {
      throw new IllegalArgumentException(
          python
              + " has no contestant: expected torch, or keras with tensorflow, jax or torch; `"
              + python
              + " -m pip install torch keras tensorflow-cpu jax` installs them");
    }
    return peers;
  }

  private static Set<String> packages(Path python) {
    try {
      Process process =
          new ProcessBuilder(python.toString(), "-c", QUESTION).redirectErrorStream(true).start();
      String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalArgumentException(python + " cannot be asked for its packages: " + answer);
      }
      return Set.copyOf(answer.lines().toList());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--python: '" + python + "' does not start; give the path of an interpreter", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }
}
