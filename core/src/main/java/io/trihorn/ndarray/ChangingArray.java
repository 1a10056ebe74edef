package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * The functions that change this array, and all that share its elements. The result has this
 * array's type and shape.
 */
abstract class ChangingArray extends PointwiseArray {
  ChangingArray(NDManager manager, Storage storage, View view) {
    super(manager, storage, view);
  }

  private NDArray change(String name, Pairwise function, NDArray other) {
    return become(name, result(function, other));
  }

  private NDArray change(String name, Pairwise function, Number other) {
    return become(name, result(function, other));
  }

  @Override
  public NDArray addi(Number other) {
    return change("addi", Pairwise.ADD, other);
  }

  @Override
  public NDArray addi(NDArray other) {
    return change("addi", Pairwise.ADD, other);
  }

  @Override
  public NDArray subi(Number other) {
    return change("subi", Pairwise.SUB, other);
  }

  @Override
  public NDArray subi(NDArray other) {
    return change("subi", Pairwise.SUB, other);
  }

  @Override
  public NDArray muli(Number other) {
    return change("muli", Pairwise.MUL, other);
  }

  @Override
  public NDArray muli(NDArray other) {
    return change("muli", Pairwise.MUL, other);
  }

  @Override
  public NDArray divi(Number other) {
    return change("divi", Pairwise.DIV, other);
  }

  @Override
  public NDArray divi(NDArray other) {
    return change("divi", Pairwise.DIV, other);
  }

  @Override
  public NDArray modi(Number other) {
    return change("modi", Pairwise.MOD, other);
  }

  @Override
  public NDArray modi(NDArray other) {
    return change("modi", Pairwise.MOD, other);
  }

  @Override
  public NDArray powi(Number other) {
    return change("powi", Pairwise.POW, other);
  }

  @Override
  public NDArray powi(NDArray other) {
    return change("powi", Pairwise.POW, other);
  }

  @Override
  public NDArray signi() {
    return become("signi", result(Pointwise.SIGN));
  }

  @Override
  public NDArray negi() {
    return become("negi", result(Pointwise.NEG));
  }
}
