package io.trihorn.conformance;

import io.trihorn.layers.LayerExamples;
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

  /** How many primitives there are. */
  public static int primitives() {
    return PrimitivesTest.count();
  }
}
