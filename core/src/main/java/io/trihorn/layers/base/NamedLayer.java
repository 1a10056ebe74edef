package io.trihorn.layers.base;

import io.trihorn.config.Config;
import io.trihorn.config.Configurable;
import io.trihorn.config.Names;
import io.trihorn.graph.ShapeException;

/** What is a layer's name: a user's, a file's, or one that counts, which a model gave. */
public abstract sealed class NamedLayer implements Configurable permits StatefulLayer {
  private String name;

  /** Whether the name came from a model, which counts, and not from a user or a file. */
  private boolean numbered;

  /** A layer without a name. */
  NamedLayer() {}

  /** The attribute {@code name}. */
  final void configureName(Config config) {
    String given = config.text("name", config.reading() ? name : name());
    if (config.reading()) {
      assignName(given);
    }
  }

  /** The exception with this layer's name. */
  final ShapeException named(ShapeException e) {
    return e.getMessage().startsWith("layer '")
        ? e
        : new ShapeException("layer '" + name() + "' (" + className() + "): " + e.getMessage());
  }

  /** The name; until one is given, the class name in Keras's spelling. */
  public final String name() {
    return name == null ? defaultName() : name;
  }

  /**
   * The name of a layer that was given none: the class name in Keras's spelling, or {@code layer}
   * where the class has no name.
   */
  public String defaultName() {
    String name = Names.snake(className());
    return name.isEmpty() ? "layer" : name;
  }

  /** Whether there is a name, given by a user or a file, or by a model. */
  public final boolean isNamed() {
    return name != null;
  }

  /** Whether a user or a file gave the name, so that no model may give another. */
  public final boolean isNameGiven() {
    return name != null && !numbered;
  }

  /** Gives the layer a name also when it is built already. */
  public final void assignName(String newName) {
    name = newName;
    numbered = false;
  }

  /**
   * The name a model gives a layer that a user gave none. It may become another one where the layer
   * enters a further model that has a layer of this name.
   */
  public final void assignNumberedName(String modelName) {
    name = modelName;
    numbered = true;
  }

  @Override
  public String toString() {
    return className() + " '" + name() + "'";
  }
}
