package io.trihorn.studio.store;

import java.util.Locale;

/** What a page wants of a run that a process trains; the run looks for it. */
public enum Wish {
  /** To go on. */
  RUN,
  /** To wait after the step. */
  PAUSE,
  /** To end after the step. */
  STOP;

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Wish of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
