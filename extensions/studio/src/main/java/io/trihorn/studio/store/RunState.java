package io.trihorn.studio.store;

import java.util.Locale;

/** How a run is. */
public enum RunState {
  /** It trains. */
  RUNNING,
  /** It waits, as was wished. */
  PAUSED,
  /** It came to its end. */
  FINISHED,
  /** It ended early: by a wish or by a callback. */
  STOPPED,
  /** It ended with an error. */
  FAILED,
  /** It was running when it was last heard of, and has not been heard of since. */
  LOST;

  /** As the database and the pages call it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether it may still go on by itself. */
  public boolean isLive() {
    return this == RUNNING || this == PAUSED;
  }
}
