package io.trihorn.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A table with one rule for each kind of op: shape rules, gradient rules, lowerings. A missing rule
 * is a precise error.
 *
 * @param <C> what a rule is given besides the op
 * @param <T> what a rule gives
 */
public final class OpTable<C, T> {
  /**
   * A rule for one kind of op.
   *
   * @param <O> the kind
   * @param <C> what it is given besides the op
   * @param <T> what it gives
   */
  @FunctionalInterface
  public interface Rule<O extends Op, C, T> {
    /** Applies the rule. */
    T apply(O op, C context);
  }

  private final String purpose;
  private final Map<Class<? extends Op>, Rule<Op, C, T>> rules = new HashMap<>();

  /** An empty table; the purpose ("a shape rule") is for messages. */
  public OpTable(String purpose) {
    this.purpose = purpose;
  }

  /** Sets the rule for one kind of op. */
  public <O extends Op> OpTable<C, T> on(Class<O> kind, Rule<? super O, C, T> rule) {
    if (rules.put(kind, (op, context) -> rule.apply(kind.cast(op), context)) != null) {
      throw new IllegalStateException("two rules for " + kind.getSimpleName());
    }
    return this;
  }

  /** Whether there is a rule for this kind of op. */
  public boolean has(Class<? extends Op> kind) {
    return rules.containsKey(kind);
  }

  /** The kinds of op that have a rule. */
  public Set<Class<? extends Op>> kinds() {
    return Set.copyOf(rules.keySet());
  }

  /** Applies the op's rule. */
  public T apply(Op op, C context) {
    Rule<Op, C, T> rule = rules.get(op.getClass());
    if (rule == null) {
      throw new UnsupportedOperationException("op '" + op.label() + "' has no " + purpose);
    }
    return rule.apply(op, context);
  }
}
