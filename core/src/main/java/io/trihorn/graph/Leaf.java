package io.trihorn.graph;

import java.util.Objects;

/** Ops without operands: where values enter a graph. */
public sealed interface Leaf extends Op {

  /**
   * A value handed in at each run, in the order in which the graph lists its parameters.
   *
   * @param name for messages and exports
   * @param type the type of the value
   */
  record Parameter(String name, TensorType type) implements Leaf {}

  /**
   * The value a variable has when the run starts, whatever the run assigns to it.
   *
   * @param variable the variable
   */
  record Read(Variable variable) implements Leaf {
    /** Checks the variable. */
    public Read {
      Objects.requireNonNull(variable, "variable");
    }
  }

  /**
   * A value known when the graph is built. Equal by content.
   *
   * @param value the value; must not be written to any more
   */
  record Constant(TensorData value) implements Leaf {
    /** Checks the value. */
    public Constant {
      Objects.requireNonNull(value, "value");
    }
  }
}
