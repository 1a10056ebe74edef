package io.trihorn.serving.models;

import io.trihorn.serving.models.ServingException.Reason;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** A model, of which one version is served at a time. */
public final class ServedModel {
  /** What became of a version. */
  public enum State {
    /** It is being read and warmed up. */
    LOADING,
    /** It is served. */
    AVAILABLE,
    /** It has no requests any more but those that are there. */
    UNLOADING,
    /** It is gone, or could not be loaded. */
    END
  }

  /**
   * Where a version is.
   *
   * @param state of it
   * @param problem why it could not be loaded; empty where it could
   */
  public record Status(State state, String problem) {}

  private final String name;
  private final Map<Long, Status> versions = new ConcurrentSkipListMap<>();
  private volatile ServedVersion current;

  ServedModel(String name) {
    this.name = name;
  }

  /** The name. */
  public String name() {
    return name;
  }

  /** What became of the versions, by number. */
  public Map<Long, Status> versions() {
    return new TreeMap<>(versions);
  }

  /** Whether there is a version to ask. */
  public boolean isReady() {
    return current != null;
  }

  void tell(long version, State state, String problem) {
    versions.put(version, new Status(state, problem));
  }

  /** The version that is served; null if there is none. */
  ServedVersion current() {
    return current;
  }

  /**
   * Serves another version from now on.
   *
   * @param next null for none
   * @return the one before, which is to be retired; null if there was none
   */
  synchronized ServedVersion exchange(ServedVersion next) {
    ServedVersion before = current;
    current = next;
    return before;
  }

  /**
   * The version to ask, which must be released.
   *
   * @param version its number; null for the one that is served
   * @throws ServingException if it is not served
   */
  public ServedVersion acquire(String version) {
    while (true) {
      ServedVersion now = current;
      if (now == null) {
        throw new ServingException(
            Reason.UNAVAILABLE, "model '%s' is not ready; try again later".formatted(name));
      }
      if (version != null && !version.equals(Long.toString(now.number()))) {
        throw new ServingException(
            Reason.NOT_FOUND,
            "model '%s' is served in version %d, not %s; leave the version out for the newest"
                .formatted(name, now.number(), version));
      }
      if (now.tryAcquire()) {
        return now;
      }
    }
  }
}
