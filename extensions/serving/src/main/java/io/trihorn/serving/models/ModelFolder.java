package io.trihorn.serving.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder {@code NAME/NUMBER/} of models and their versions, of which the highest is served. It is
 * looked at again and again, which works on every file system: a new version counts when it has not
 * changed between two looks, so that it may be copied in slowly; one that cannot be loaded is tried
 * again when it has changed.
 */
public final class ModelFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ModelFolder.class);

  private final Path root;
  private final ServedModels models;
  private final ModelReader reader;
  private final Map<Path, Long> seen = new HashMap<>();
  private final Map<Path, Long> failed = new HashMap<>();
  private final Set<String> served = new HashSet<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "model-folder");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Serves what is in a folder; when this returns, it is.
   *
   * @param models to serve it among
   * @param interval between two looks
   * @throws IOException if there is no such folder
   */
  public ModelFolder(Path root, ServedModels models, ModelReader reader, Duration interval)
      throws IOException {
    this.root = root;
    this.models = models;
    this.reader = reader;
    if (!Files.isDirectory(root)) {
      throw new IOException("there is no folder " + root);
    }
    look(true);
    clock.scheduleWithFixedDelay(
        this::lookAgain, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void lookAgain() {
    try {
      look(false);
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} cannot be looked at; models stay as they are", root, e);
    }
  }

  /**
   * Looks once.
   *
   * @param settled whether what is there is taken as it is
   */
  private synchronized void look(boolean settled) throws IOException {
    Map<String, List<VersionFolder>> found = new TreeMap<>();
    for (Path folder : list(root)) {
      String name = folder.getFileName().toString();
      List<VersionFolder> versions =
          list(folder).stream()
              .map(VersionFolder::of)
              .flatMap(Optional::stream)
              .sorted(Comparator.comparingLong(VersionFolder::number).reversed())
              .toList();
      if (!versions.isEmpty()) {
        models.announce(name);
        found.put(name, versions);
      }
    }
    Set<String> gone = new HashSet<>(served);
    gone.removeAll(found.keySet());
    served.addAll(found.keySet());
    for (Map.Entry<String, List<VersionFolder>> model : found.entrySet()) {
      serve(model.getKey(), model.getValue(), settled);
    }
    gone.forEach(models::unload);
    served.removeAll(gone);
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /** Serves the newest version that can be. */
  private void serve(String name, List<VersionFolder> versions, boolean settled)
      throws IOException {
    long current = models.current(name);
    for (VersionFolder version : versions) {
      if (version.number() == current) {
        return;
      }
      long now = version.fingerprint();
      Long before = seen.put(version.path(), now);
      boolean complete = settled || (before != null && before == now);
      Long bad = failed.get(version.path());
      if (complete && (bad == null || bad != now)) {
        if (models.load(name, version.number(), version::model, reader)) {
          return;
        }
        failed.put(version.path(), now);
      }
    }
  }

  /** Looks no more; what is served stays. */
  @Override
  public void close() {
    clock.shutdownNow();
    try {
      if (!clock.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.warn("{}: a model is still being loaded", root);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
