package io.trihorn.layers.operations;

import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The rows of one of Keras's modules while they are gathered. */
final class OperationTable {
  private final Map<String, OperationType> rows = new TreeMap<>();
  private String module;

  /** The module the next rows are of. */
  OperationTable module(String name) {
    module = name;
    return this;
  }

  /** A function of several results. */
  OperationTable many(
      String name, String attributes, String inputs, Function<Arguments, List<Tensor>> function) {
    OperationType type =
        new OperationType(
            module, name, Signature.parse(attributes), Signature.parse(inputs), function);
    if (rows.put(name, type) != null) {
      throw new IllegalStateException("the operation " + name + " is there twice");
    }
    return this;
  }

  /** A function of one result. */
  OperationTable one(
      String name, String attributes, String inputs, Function<Arguments, Tensor> function) {
    return many(name, attributes, inputs, a -> List.of(function.apply(a)));
  }

  /** A function of one tensor. */
  OperationTable unary(String name, UnaryOperator<Tensor> function) {
    return one(name, "", "x", a -> function.apply(a.x()));
  }

  /** A function of two operands. */
  OperationTable binary(String name, BinaryOperator<Tensor> function) {
    return binary(name, "x1, x2", function);
  }

  /** A function of two operands of these names. */
  OperationTable binary(String name, String inputs, BinaryOperator<Tensor> function) {
    String[] names = inputs.split(", ");
    return one(
        name,
        "",
        inputs,
        a -> {
          List<Tensor> pair = a.pair(names[0], names[1]);
          return function.apply(pair.get(0), pair.get(1));
        });
  }

  Map<String, OperationType> rows() {
    return rows;
  }
}
