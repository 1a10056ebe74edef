package io.trihorn.backend.dl4j.plan;

import io.trihorn.graph.TensorData;
import io.trihorn.graph.Variable;

/**
 * A stretch of memory that a program needs. Where it lies is decided when all its uses are known.
 */
public final class Slot {
  /** Where a slot's memory comes from. */
  public enum Kind {
    /** The program's arena, shared with slots that are not in use at the same time. */
    ARENA,
    /** A value known when the graph was built. */
    CONSTANT,
    /** A variable's value in its store. */
    VARIABLE,
    /** Memory of the program around this one. */
    OUTER
  }

  private final Kind kind;
  private final long bytes;
  private final TensorData constant;
  private final Variable variable;
  private final Ref outer;
  private Slot sharedWith;
  private boolean lasting;
  private long offset = -1;

  private Slot(Kind kind, long bytes, TensorData constant, Variable variable, Ref outer) {
    this.kind = kind;
    this.bytes = bytes;
    this.constant = constant;
    this.variable = variable;
    this.outer = outer;
    this.lasting = kind == Kind.CONSTANT;
  }

  public static Slot arena(long bytes) {
    return new Slot(Kind.ARENA, bytes, null, null, null);
  }

  public static Slot constant(TensorData value) {
    return new Slot(Kind.CONSTANT, value.type().bytes(), value, null, null);
  }

  public static Slot variable(Variable variable) {
    return new Slot(Kind.VARIABLE, variable.type().bytes(), null, variable, null);
  }

  public static Slot outer(Ref dense) {
    return new Slot(Kind.OUTER, dense.bytes(), null, null, dense);
  }

  /** The slot whose memory this one uses: itself, or the one it was merged into. */
  Slot root() {
    Slot s = this;
    while (s.sharedWith != null) {
      s = s.sharedWith;
    }
    return s;
  }

  /** From now on this slot is the same memory as another of at least its size. */
  void share(Slot other) {
    sharedWith = other;
  }

  public Kind kind() {
    return kind;
  }

  long bytes() {
    return bytes;
  }

  public TensorData constant() {
    return constant;
  }

  Variable variable() {
    return variable;
  }

  Ref outer() {
    return outer;
  }

  /** Whether the content is made once, when the plan is, and stays. */
  boolean lasting() {
    return lasting;
  }

  void makeLasting() {
    lasting = true;
  }

  /** The place in the arena, or in the memory of what lasts. */
  long offset() {
    return offset;
  }

  void placeAt(long where) {
    offset = where;
  }
}
