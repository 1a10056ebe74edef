package io.trihorn.testkit.conformance;

import io.trihorn.ops.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Gathers rows of {@link OpExamples}: short ways to write one. */
final class OpRows {
  private final List<OpExample> rows = new ArrayList<>();

  List<OpExample> rows() {
    return List.copyOf(rows);
  }

  void many(String name, Function<List<Tensor>, List<Tensor>> f) {
    rows.add(OpExample.of(name, f, true));
  }

  void one(String name, Function<List<Tensor>, Tensor> f) {
    many(name, in -> List.of(f.apply(in)));
  }

  void f1(String name, UnaryOperator<Tensor> f) {
    one(name, in -> f.apply(in.get(0)));
  }

  void f2(String name, BinaryOperator<Tensor> f) {
    one(name, in -> f.apply(in.get(0), in.get(1)));
  }

  /** A function of integers, or that is not continuous, or at a place where it is not smooth. */
  void rough(String name, Function<List<Tensor>, Tensor> f) {
    roughMany(name, in -> List.of(f.apply(in)));
  }

  void rough1(String name, UnaryOperator<Tensor> f) {
    rough(name, in -> f.apply(in.get(0)));
  }

  void rough2(String name, BinaryOperator<Tensor> f) {
    rough(name, in -> f.apply(in.get(0), in.get(1)));
  }

  void roughMany(String name, Function<List<Tensor>, List<Tensor>> f) {
    rows.add(OpExample.of(name, f, false));
  }
}
