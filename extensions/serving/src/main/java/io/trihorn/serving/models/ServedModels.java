package io.trihorn.serving.models;

import io.trihorn.model.Model;
import io.trihorn.serving.models.ServedModel.State;
import io.trihorn.serving.models.ServingException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All models of a server, by name. */
public final class ServedModels implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);

  /** What can stand in an address, with a colon after it. */
  private static final Pattern NAME = Pattern.compile("[\\w.-]{1,200}");

  private final Map<String, ServedModel> models = new ConcurrentSkipListMap<>();
  private final Batching options;
  private final Duration patience;
  private final ServingMetrics metrics;
  private volatile boolean open = true;

  /**
   * No models yet.
   *
   * @param options for each model
   * @param patience how long a version that is replaced waits for its last requests
   */
  public ServedModels(Batching options, Duration patience, ServingMetrics metrics) {
    this.options = options;
    this.patience = patience;
    this.metrics = metrics;
  }

  /** All of them. */
  public Collection<ServedModel> all() {
    return List.copyOf(models.values());
  }

  /** Whether every model can be asked, and the server is not about to stop. */
  public boolean areReady() {
    return open && models.values().stream().allMatch(ServedModel::isReady);
  }

  /**
   * The model of this name.
   *
   * @throws ServingException if there is none
   */
  public ServedModel get(String name) {
    ServedModel model = models.get(name);
    if (model == null) {
      throw new ServingException(
          Reason.NOT_FOUND, "there is no model '%s' here, but %s".formatted(name, models.keySet()));
    }
    return model;
  }

  /**
   * The version to ask, which must be released.
   *
   * @param version its number; null for the one that is served
   * @throws ServingException if there is none, or the server is about to stop
   */
  public ServedVersion acquire(String name, String version) {
    if (!open) {
      throw new ServingException(
          Reason.UNAVAILABLE, "the server is stopping; ask another one, or this one later");
    }
    return get(name).acquire(version);
  }

  /**
   * Reads a version, warms it up, and serves it instead of the one before, which is closed when its
   * last request is answered. Blocks until then.
   *
   * @return whether it could be loaded; if not the one before stays
   */
  public boolean load(String name, long version, Path path, ModelReader reader) {
    return load(name, version, () -> path, reader);
  }

  /** Finds the file of a model. */
  interface Place {
    Path get() throws IOException;
  }

  boolean load(String name, long version, Place place, ModelReader reader) {
    ServedModel model = named(name);
    model.tell(version, State.LOADING, "");
    try {
      serve(model, version, predictor(reader.read(place.get())));
      return true;
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      LOG.warn("model '{}': version {} cannot be loaded", name, version, e);
      metrics.failures(name).increment();
      model.tell(version, State.END, "cannot be loaded: " + e.getMessage());
      return false;
    }
  }

  /** The number of the version that is served; 0 for none. */
  long current(String name) {
    ServedModel model = models.get(name);
    ServedVersion version = model == null ? null : model.current();
    return version == null ? 0 : version.number();
  }

  /**
   * Serves a model that is there, as {@link #load} does; it is closed when it is replaced.
   *
   * @throws RuntimeException if it cannot answer; then it is closed
   */
  public void serve(String name, long version, Model network) {
    serve(name, version, predictor(network));
  }

  /** Serves something else than a model, as {@link #serve(String, long, Model)} does. */
  public void serve(String name, long version, Predictor predictor) {
    serve(named(name), version, predictor);
  }

  private Predictor predictor(Model network) {
    try {
      // All sizes of batches, of a few shapes.
      network.maxPrograms(8 * options.sizes().size());
      return Predictor.of(network);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /**
   * Tells that a model will be served: until it is, the server is not ready, and who asks for it is
   * told to try again.
   */
  public void announce(String name) {
    named(name);
  }

  private ServedModel named(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "the name of a model should be letters, digits, '_', '-' and '.', but is '" + name + "'");
    }
    return models.computeIfAbsent(name, ServedModel::new);
  }

  private void serve(ServedModel model, long version, Predictor predictor) {
    ServedVersion before = model.current();
    ServedVersion next;
    try {
      if (before != null && before.number() == version) {
        throw new IllegalArgumentException(
            "model '%s' is served in version %d already; give the new one another number"
                .formatted(model.name(), version));
      }
      next = ServedVersion.of(model.name(), version, predictor, options, metrics);
    } catch (RuntimeException | Error e) {
      predictor.close();
      throw e;
    }
    model.tell(version, State.AVAILABLE, "");
    LOG.info("model '{}': version {} is served", model.name(), version);
    retire(model, model.exchange(next));
  }

  /** Serves no version of a model any more, and forgets it. Blocks until its last answer. */
  public void unload(String name) {
    ServedModel model = models.remove(name);
    if (model != null) {
      retire(model, model.exchange(null));
    }
  }

  private void retire(ServedModel model, ServedVersion version) {
    if (version == null) {
      return;
    }
    model.tell(version.number(), State.UNLOADING, "");
    try {
      if (!version.retire(patience)) {
        LOG.warn(
            "model '{}', version {}: closed with requests that were not answered in {}",
            model.name(),
            version.number(),
            patience);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      version.close();
      model.tell(version.number(), State.END, "");
    }
  }

  /** Takes no more requests; those that are there are answered. */
  public void stop() {
    open = false;
  }

  /** Answers what is there and closes all models. */
  @Override
  public void close() {
    stop();
    List.copyOf(models.keySet()).forEach(this::unload);
  }
}
