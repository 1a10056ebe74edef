package io.trihorn.cuda;

import io.trihorn.backend.GpuRuntime;
import io.trihorn.backend.GpuSettings;
import io.trihorn.cuda.Finding.Found;
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

  /** CUDA 12 and cuDNN 9, loaded once for all engines that need them. */
  private static final class Loaded {
    static final Optional<String> PROBLEM = load(GpuSettings.configured().cuda());
  }

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
    return build.cudnn() == Library.CUDNN ? Loaded.PROBLEM : Optional.empty();
  }

  private static Optional<String> load(GpuSettings.Cuda from) {
    Optional<Redist> redist =
        from == GpuSettings.Cuda.SYSTEM ? Optional.empty() : Redist.onClassPath();
    if (redist.isEmpty()) {
      return from == GpuSettings.Cuda.MAVEN
          ? Optional.of(
              "trihorn.cuda is maven, but "
                  + Redist.ARTIFACT
                  + " is not on the class path: add it, or use the CUDA that is installed"
                  + " (-Dtrihorn.cuda=system).")
          : Library.firstProblem();
    }
    return from == GpuSettings.Cuda.NEWEST && Library.isInstalledSince(Redist.VERSION)
        ? Optional.empty()
        : redist.get().load();
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
