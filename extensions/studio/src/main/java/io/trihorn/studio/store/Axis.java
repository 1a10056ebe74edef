package io.trihorn.studio.store;

import java.util.Locale;

/** What the points of a curve are over. */
public enum Axis {
  /** Logs of steps, over steps of the whole run. */
  STEP,
  /** Logs of epochs, counted from 1. */
  EPOCH,
  /** What a run takes: times, memory, learning rates, over steps. */
  SYSTEM,
  /** How much a step changes each weight as a part of its size, over steps. */
  UPDATE;

  /** As the database and the pages call it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Axis of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
