package io.trihorn.testkit.conformance;

import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.ShapeRules;
import java.util.Set;
import java.util.stream.Collectors;

/** Which of Keras's names have their gradients checked. */
public final class Checked {
  private Checked() {}

  /** Layers, by class name. */
  public static Set<String> layers() {
    return LayerExamples.all().stream()
        .map(LayerExamples.Example::toString)
        .collect(Collectors.toSet());
  }

  /** Functions of {@code keras.ops}. */
  public static Set<String> ops() {
    return OpExamples.all().stream()
        .filter(OpExample::smooth)
        .map(OpExample::kerasName)
        .collect(Collectors.toSet());
  }

  /**
   * How many primitives an engine has to have. Functions of one and of two arguments, and kinds of
   * reduction, count one by one.
   */
  public static int primitives() {
    int families = 3;
    return ShapeRules.primitives().size()
        - families
        + Elementwise.UnaryKind.values().length
        + Elementwise.BinaryKind.values().length
        + Reduction.ReduceKind.values().length;
  }
}
