package io.trihorn.ndarray;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDArrayIndexer;
import ai.djl.ndarray.types.DataType;
import io.trihorn.ndarray.pending.Cell;
import io.trihorn.ndarray.pending.Operation;
import io.trihorn.ops.DTypes;
import io.trihorn.ops.Nn;
import io.trihorn.ops.Nonlinear;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/** What DJL asks of arrays beside what users write: activations, joining, exchanged operands. */
final class ArrayFunctions extends ImageFunctions {
  ArrayFunctions(MatrixArray array) {
    super(array);
  }

  @Override
  public NDArray getArray() {
    return array;
  }

  @Override
  public NDArrayIndexer getIndexer(NDManager manager) {
    return new ArrayIndexer(manager);
  }

  @Override
  public NDArray rdivi(NDArray other) {
    return array.become("rdivi", reversed(Pairwise.DIV, other));
  }

  @Override
  public NDArray rmodi(NDArray other) {
    return array.become("rmodi", reversed(Pairwise.MOD, other));
  }

  @Override
  public NDArray rpowi(Number base) {
    return array.become("rpowi", array.reversed(Pairwise.POW, base));
  }

  private Cell reversed(Pairwise function, NDArray first) {
    return array.cellOf(function.operation(), array.operandOf(first), array.operand());
  }

  @Override
  public NDArray relu() {
    return array.apply("relu", x -> Nn.relu(Promotion.number("relu", x)));
  }

  @Override
  public NDArray sigmoid() {
    return array.apply("sigmoid", x -> Nn.sigmoid(Promotion.floating(x)));
  }

  @Override
  public NDArray tanh() {
    return array.tanh();
  }

  @Override
  public NDArray softPlus() {
    array.requireFloating("softPlus");
    return array.apply("softPlus", Nn::softplus);
  }

  @Override
  public NDArray softSign() {
    return array.apply(
        "softSign", x -> Nonlinear.softsign(Promotion.floating(Promotion.number("softSign", x))));
  }

  @Override
  public NDArray leakyRelu(float alpha) {
    array.requireFloating("leakyRelu");
    return array.apply("leakyRelu", x -> Nonlinear.leakyRelu(x, alpha), alpha);
  }

  @Override
  public NDArray elu(float alpha) {
    array.requireFloating("elu");
    return array.apply("elu", x -> Nonlinear.elu(x, alpha), alpha);
  }

  @Override
  public NDArray selu() {
    array.requireFloating("selu");
    return array.apply("selu", Nonlinear::selu);
  }

  @Override
  public NDArray gelu() {
    array.requireFloating("gelu");
    return array.apply("gelu", x -> Nonlinear.gelu(x, false));
  }

  /** This array where the condition holds, else the other; broadcast. */
  @Override
  public NDArray where(NDArray condition, NDArray other) {
    Operation operation =
        new Operation(
            "where",
            in -> {
              DataType type = Promotion.of(in.get(1), in.get(2));
              Tensor x = Ops.cast(in.get(1), type);
              return List.of(Ops.where(in.get(0), x, Ops.cast(in.get(2), type)));
            });
    Cell chosen =
        array.cellOf(
            operation, array.operandOf(condition), array.operand(), array.operandOf(other));
    return array.wrap(chosen);
  }

  private NDArray join(
      String name, BiFunction<List<Tensor>, Integer, Tensor> function, NDList others, int axis) {
    NDList all = new NDList(others.size() + 1);
    all.add(array);
    all.addAll(others);
    Operation operation = new Operation(name, in -> List.of(function.apply(alike(in), axis)), axis);
    return array.applyAll(operation, all).singletonOrThrow();
  }

  private static List<Tensor> alike(List<Tensor> parts) {
    DataType type = parts.stream().map(Tensor::dtype).reduce(DTypes::promote).orElseThrow();
    return parts.stream().map(part -> Ops.cast(part, type)).toList();
  }

  @Override
  public NDArray stack(NDList arrays, int axis) {
    return join("stack", Shapes::stack, arrays, axis);
  }

  @Override
  public NDArray concat(NDList arrays, int axis) {
    return join("concat", Shapes::concatenate, arrays, axis);
  }

  @Override
  public NDList linear(NDArray input, NDArray weight, NDArray bias) {
    NDArray product = ((MatrixArray) input).timesTransposed(weight);
    return new NDList(bias == null ? product : product.add(bias));
  }
}
