package io.trihorn.layers.core;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.composites.IntegerProduct;
import io.trihorn.layers.base.Contraction;
import io.trihorn.layers.base.KernelForm;
import io.trihorn.ops.Einsum;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The product that an equation describes.
 *
 * @param input the names of the input's axes
 * @param kernel those of the kernel
 * @param output those of the product
 */
record EinsumContraction(String input, String kernel, String output) implements Contraction {

  private static int[] places(String names, IntPredicate wanted) {
    return IntStream.range(0, names.length()).filter(i -> wanted.test(names.charAt(i))).toArray();
  }

  /** The places of the output's axes in an operand, in the output's order. */
  private int[] kept(String operand) {
    return output.chars().map(operand::indexOf).filter(i -> i >= 0).toArray();
  }

  private static int[] joined(int[] first, int[] second) {
    return IntStream.concat(IntStream.of(first), IntStream.of(second)).toArray();
  }

  private static Tensor permuted(Tensor x, int[] axes) {
    return axes.length < 2 ? x : Shapes.transpose(x, axes);
  }

  /** How a kernel of this shape lies. */
  KernelForm form(Shape shape) {
    List<Integer> sums = IntStream.of(places(kernel, c -> output.indexOf(c) < 0)).boxed().toList();
    List<Integer> order = IntStream.of(kept(kernel)).boxed().toList();
    long[] scale =
        output
            .chars()
            .mapToLong(c -> kernel.indexOf(c) < 0 ? 1 : shape.get(kernel.indexOf(c)))
            .toArray();
    return KernelForm.einsum("kernel", shape, sums, order, new Shape(scale));
  }

  @Override
  public Tensor of(Tensor x, Tensor values) {
    return Einsum.apply(input + "," + kernel + "->" + output, x, values);
  }

  @Override
  public int[] summed() {
    return places(input, c -> output.indexOf(c) < 0);
  }

  @Override
  public Tensor rows(Tensor x) {
    int[] last = kernel.chars().filter(c -> output.indexOf(c) < 0).map(input::indexOf).toArray();
    long inputs = IntStream.of(last).mapToLong(x::dim).reduce(1, (a, b) -> a * b);
    return Shapes.reshape(permuted(x, joined(kept(input), last)), x.size() / inputs, inputs);
  }

  @Override
  public Tensor aligned(Tensor scale) {
    int[] kept = kept(input);
    long[] dims =
        output
            .chars()
            .mapToLong(c -> input.indexOf(c) < 0 ? 1 : scale.dim(input.indexOf(c)))
            .toArray();
    return Shapes.reshape(permuted(scale, joined(kept, summed())), dims);
  }

  @Override
  public Tensor integers(Tensor x, Tensor values) {
    boolean shared = output.chars().anyMatch(c -> input.indexOf(c) >= 0 && kernel.indexOf(c) >= 0);
    if (shared) {
      // No matrix product; sums of up to 1,024 products are exact in float32.
      Tensor floats = of(Ops.cast(x, DataType.FLOAT32), Ops.cast(values, DataType.FLOAT32));
      return Ops.cast(floats, DataType.INT32);
    }
    int[] left = kept(input);
    int[] right = kept(kernel);
    int[] sums = summed();
    int[] sumsOfKernel = IntStream.of(sums).map(i -> kernel.indexOf(input.charAt(i))).toArray();
    long inner = IntStream.of(sums).mapToLong(x::dim).reduce(1, (a, b) -> a * b);
    Tensor rows = Shapes.reshape(permuted(x, joined(left, sums)), x.size() / inner, inner);
    Tensor columns =
        Shapes.reshape(permuted(values, joined(sumsOfKernel, right)), inner, values.size() / inner);
    long[] dims =
        IntStream.concat(
                IntStream.of(left).map(i -> Math.toIntExact(x.dim(i))),
                IntStream.of(right).map(i -> Math.toIntExact(values.dim(i))))
            .asLongStream()
            .toArray();
    Tensor product = Shapes.reshape(IntegerProduct.of(rows, columns), dims);
    String names = named(input, left) + named(kernel, right);
    return permuted(product, output.chars().map(names::indexOf).toArray());
  }

  private static String named(String names, int[] places) {
    StringBuilder text = new StringBuilder();
    IntStream.of(places).forEach(i -> text.append(names.charAt(i)));
    return text.toString();
  }
}
