package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;

/** The functions of two arrays, or of an array and a number: each makes a new array. */
abstract class PairwiseArray extends ElementArray {
  PairwiseArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  private NDArray with(Pairwise function, NDArray other) {
    return wrap(result(function, other));
  }

  private NDArray with(Pairwise function, Number other) {
    return wrap(result(function, other));
  }

  final Cell result(Pairwise function, NDArray other) {
    return cellOf(function.operation(), operand(), operandOf(other));
  }

  final Cell result(Pairwise function, Number other) {
    return cellOf(function.operation(), operand(), scalar(other));
  }

  /** The function with the operands exchanged. */
  final Cell reversed(Pairwise function, Number first) {
    Operation operation = function.operation();
    return cellOf(operation, scalar(first), operand());
  }

  @Override
  public NDArray add(Number other) {
    return with(Pairwise.ADD, other);
  }

  @Override
  public NDArray add(NDArray other) {
    return with(Pairwise.ADD, other);
  }

  @Override
  public NDArray sub(Number other) {
    return with(Pairwise.SUB, other);
  }

  @Override
  public NDArray sub(NDArray other) {
    return with(Pairwise.SUB, other);
  }

  @Override
  public NDArray mul(Number other) {
    return with(Pairwise.MUL, other);
  }

  @Override
  public NDArray mul(NDArray other) {
    return with(Pairwise.MUL, other);
  }

  @Override
  public NDArray div(Number other) {
    return with(Pairwise.DIV, other);
  }

  @Override
  public NDArray div(NDArray other) {
    return with(Pairwise.DIV, other);
  }

  @Override
  public NDArray mod(Number other) {
    return with(Pairwise.MOD, other);
  }

  @Override
  public NDArray mod(NDArray other) {
    return with(Pairwise.MOD, other);
  }

  @Override
  public NDArray pow(Number other) {
    return with(Pairwise.POW, other);
  }

  @Override
  public NDArray pow(NDArray other) {
    return with(Pairwise.POW, other);
  }

  @Override
  public NDArray maximum(Number other) {
    return with(Pairwise.MAXIMUM, other);
  }

  @Override
  public NDArray maximum(NDArray other) {
    return with(Pairwise.MAXIMUM, other);
  }

  @Override
  public NDArray minimum(Number other) {
    return with(Pairwise.MINIMUM, other);
  }

  @Override
  public NDArray minimum(NDArray other) {
    return with(Pairwise.MINIMUM, other);
  }

  @Override
  public NDArray eq(Number other) {
    return with(Pairwise.EQ, other);
  }

  @Override
  public NDArray eq(NDArray other) {
    return with(Pairwise.EQ, other);
  }

  @Override
  public NDArray neq(Number other) {
    return with(Pairwise.NEQ, other);
  }

  @Override
  public NDArray neq(NDArray other) {
    return with(Pairwise.NEQ, other);
  }

  @Override
  public NDArray gt(Number other) {
    return with(Pairwise.GT, other);
  }

  @Override
  public NDArray gt(NDArray other) {
    return with(Pairwise.GT, other);
  }

  @Override
  public NDArray gte(Number other) {
    return with(Pairwise.GTE, other);
  }

  @Override
  public NDArray gte(NDArray other) {
    return with(Pairwise.GTE, other);
  }

  @Override
  public NDArray lt(Number other) {
    return with(Pairwise.LT, other);
  }

  @Override
  public NDArray lt(NDArray other) {
    return with(Pairwise.LT, other);
  }

  @Override
  public NDArray lte(Number other) {
    return with(Pairwise.LTE, other);
  }

  @Override
  public NDArray lte(NDArray other) {
    return with(Pairwise.LTE, other);
  }

  @Override
  public NDArray atan2(NDArray other) {
    return with(Pairwise.ATAN2, other);
  }

  @Override
  public NDArray xlogy(NDArray other) {
    return with(Pairwise.XLOGY, other);
  }

  @Override
  public NDArray logicalAnd(NDArray other) {
    return with(Pairwise.LOGICAL_AND, other);
  }

  @Override
  public NDArray logicalOr(NDArray other) {
    return with(Pairwise.LOGICAL_OR, other);
  }

  @Override
  public NDArray logicalXor(NDArray other) {
    return with(Pairwise.LOGICAL_XOR, other);
  }
}
