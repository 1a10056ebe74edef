package io.trihorn.cuda;

import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.GpuSettings;
import io.trihorn.cuda.Finding.Found;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * NVIDIA's driver and CUDA for the engines. Without a driver that has a card with code nothing is
 * unpacked or loaded.
 */
public final class CudaRuntime implements GpuRuntime {
  /** What was said of each backend, once in a process: libraries are not unloaded. */
  private static final Map<String, Optional<String>> PREPARED = new ConcurrentHashMap<>();

  /** What was said of the toolkit that is in this process; it is loaded once for all engines. */
  private static final Map<Toolkit, Optional<String>> LOADED = new HashMap<>();

  /** For {@link java.util.ServiceLoader}. */
  public CudaRuntime() {}

  @Override
  public Optional<String> prepare(String backend) {
    return EngineBuild.of(backend)
        .flatMap(build -> PREPARED.computeIfAbsent(backend, name -> prepare(build)));
  }

  private static Optional<String> prepare(EngineBuild build) {
    Optional<String> problem = Cuda.find(build).problem();
    if (problem.isPresent()) {
      return problem;
    }
    Tf32.allow(GpuSettings.configured().tf32());
    return loaded(build.toolkit());
  }

  private static Optional<String> loaded(Toolkit toolkit) {
    synchronized (LOADED) {
      Optional<Toolkit> other = LOADED.keySet().stream().filter(t -> !t.equals(toolkit)).findAny();
      return other.isPresent()
          ? Optional.of(
              "CUDA "
                  + other.get().version().major()
                  + " is in this process, for another backend, and CUDA "
                  + toolkit.version().major()
                  + " has libraries of the same names: use the two in processes of their own.")
          : LOADED.computeIfAbsent(toolkit, t -> load(t, GpuSettings.configured().cuda()));
    }
  }

  private static Optional<String> load(Toolkit toolkit, GpuSettings.Cuda from) {
    Optional<Redist> redist =
        from == GpuSettings.Cuda.SYSTEM ? Optional.empty() : Redist.onClassPath(toolkit);
    if (redist.isEmpty()) {
      return from == GpuSettings.Cuda.MAVEN
          ? Optional.of(
              "trihorn.cuda is maven, but "
                  + toolkit.artifact()
                  + " is not on the class path: add it, or use the CUDA that is installed"
                  + " (-Dtrihorn.cuda=system).")
          : toolkit.firstProblem();
    }
    return from == GpuSettings.Cuda.NEWEST && toolkit.isInstalledNewer()
        ? Optional.empty()
        : redist.get().load();
  }

  @Override
  public Optional<ByteBuffer> pageLocked(int card, int bytes) {
    return PageLocked.memory(card, bytes);
  }

  @Override
  public List<Card> cards() {
    return Cuda.find() instanceof Found found
        ? found.driver().cards().stream()
            .map(card -> new Card(found.driver().describe(card), card.memoryBytes()))
            .toList()
        : List.of();
  }
}
