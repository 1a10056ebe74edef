package io.trihorn.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A cell of the confusion matrix of yes and no. */
enum Cell {
  /** Predicted and true. */
  TRUE_POSITIVES(true, true),
  /** Predicted, not true. */
  FALSE_POSITIVES(false, true),
  /** Neither. */
  TRUE_NEGATIVES(false, false),
  /** True, not predicted. */
  FALSE_NEGATIVES(true, false);

  private final boolean label;
  private final boolean predicted;

  Cell(boolean label, boolean predicted) {
    this.label = label;
    this.predicted = predicted;
  }

  /** Whether the label says yes here. */
  boolean label() {
    return label;
  }

  /** Whether the prediction says yes here. */
  boolean predicted() {
    return predicted;
  }

  /** Keras's name of the variable. */
  String variable() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Keras's name of the metric that counts it. */
  String className() {
    return Arrays.stream(name().split("_"))
        .map(w -> w.charAt(0) + w.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }
}
