package io.trihorn.layers.base;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.ops.Ops;
import io.trihorn.ops.Shapes;
import io.trihorn.ops.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a layer's kernel lies: which axes are summed over, and how it is laid out in few bits.
 *
 * @param name {@code kernel}, {@code embeddings}, ...; those of its scales begin with it
 * @param shape of the kernel in floats
 * @param summed its axes that a product sums over
 * @param scaleOrder its other axes in the order in which a scale has them
 * @param scaleShape the shape of the scale for 8 bits
 * @param rows of the matrix that 4 bits are laid out as
 * @param groupAxis the axis of the matrix along which numbers share a scale
 * @param packAxis the axis of the matrix along which two numbers are packed in one
 * @param zeroName the name of the zero points of GPTQ and AWQ
 */
public record KernelForm(
    String name,
    Shape shape,
    List<Integer> summed,
    List<Integer> scaleOrder,
    Shape scaleShape,
    long rows,
    int groupAxis,
    int packAxis,
    String zeroName) {

  /** A matrix {@code (inputs, outputs)}. */
  public static KernelForm matrix(String name, long inputs, long outputs, int packAxis) {
    return new KernelForm(
        name,
        new Shape(inputs, outputs),
        List.of(0),
        List.of(1),
        new Shape(outputs),
        inputs,
        0,
        packAxis,
        name + "_zero");
  }

  /** A table {@code (entries, width)} whose rows are looked up. */
  public static KernelForm table(String name, long entries, long width) {
    return new KernelForm(
        name,
        new Shape(entries, width),
        List.of(1),
        List.of(0),
        new Shape(entries),
        entries,
        1,
        1,
        name + "_zero");
  }

  /** A kernel of any shape that is not laid out in few bits. */
  public static KernelForm plain(String name, Shape shape) {
    return new KernelForm(name, shape, List.of(), List.of(), new Shape(), 0, 0, 0, name + "_zero");
  }

  /** A kernel of an equation; its matrix has the axes that are summed over as rows. */
  public static KernelForm einsum(
      String name, Shape shape, List<Integer> summed, List<Integer> scaleOrder, Shape scaleShape) {
    long rows = summed.stream().mapToLong(shape::get).reduce(1, (a, b) -> a * b);
    return new KernelForm(name, shape, summed, scaleOrder, scaleShape, rows, 0, 1, "zero_point");
  }

  /** The summed axes. */
  int[] summedAxes() {
    return summed.stream().mapToInt(i -> i).toArray();
  }

  /** The columns of the matrix. */
  long columns() {
    return shape.size() / rows;
  }

  /** The extents of the matrix. */
  long[] matrixDims() {
    return new long[] {rows, columns()};
  }

  /** A scale with 1 along the summed axes in the form that is stored. */
  Tensor storedScale(Tensor kept) {
    Tensor squeezed = Shapes.squeeze(kept, summedAxes());
    int[] others = others();
    int[] order = scaleOrder.stream().mapToInt(axis -> Arrays.binarySearch(others, axis)).toArray();
    Tensor ordered = order.length < 2 ? squeezed : Shapes.transpose(squeezed, order);
    return Shapes.reshape(ordered, scaleShape.getShape());
  }

  /** A stored scale in the form that broadcasts over the kernel. */
  Tensor keptScale(Tensor stored) {
    int[] others = others();
    long[] ordered = scaleOrder.stream().mapToLong(shape::get).toArray();
    Tensor scale = Shapes.reshape(stored, ordered);
    int[] back = Arrays.stream(others).map(axis -> scaleOrder.indexOf(axis)).toArray();
    scale = back.length < 2 ? scale : Shapes.transpose(scale, back);
    long[] dims = shape.getShape().clone();
    summed.forEach(axis -> dims[axis] = 1);
    return Shapes.reshape(scale, dims);
  }

  private int[] others() {
    return IntStream.range(0, shape.dimension()).filter(i -> !summed.contains(i)).toArray();
  }

  /** A matrix along whose axis 0 numbers share a scale; that is how groups are made. */
  Tensor grouped(Tensor matrix) {
    return groupAxis == 0 ? matrix : Shapes.transpose(matrix, 1, 0);
  }

  /** How many groups of this size there are; -1 is one of all. */
  long groups(int size) {
    long along = matrixDims()[groupAxis];
    return size < 0 ? 1 : (along + size - 1) / size;
  }

  /** The shape of scales and zero points of groups. */
  Shape groupShape(int size) {
    long other = matrixDims()[1 - groupAxis];
    return groupAxis == 0 ? new Shape(groups(size), other) : new Shape(other, groups(size));
  }

  /** The shape of the matrix with two numbers in one. */
  Shape packedShape() {
    long[] dims = matrixDims();
    dims[packAxis] = (dims[packAxis] + 1) / 2;
    return new Shape(dims);
  }

  /** Numbers of a packed matrix, floats in the kernel's shape. */
  Tensor asKernel(Tensor matrix) {
    return Shapes.reshape(matrix, shape.getShape());
  }

  /** Values by group for each number along the grouped axis. */
  Tensor spread(Tensor byGroup, Tensor groupOfEach) {
    Tensor index = Ops.cast(groupOfEach, DataType.INT32);
    return Shapes.take(byGroup, index, groupAxis);
  }

  /** The axes with those that are summed over first. */
  private int[] summedFirst() {
    return IntStream.concat(IntStream.of(summedAxes()), IntStream.of(others())).toArray();
  }

  /** A kernel in floats as a matrix {@code (inputs, outputs)}. */
  Tensor matrixOf(Tensor kernel) {
    return Shapes.reshape(permuted(kernel, summedFirst()), matrixDims());
  }

  /** The kernel of a matrix {@code (inputs, outputs)}. */
  Tensor kernelOf(Tensor matrix) {
    int[] order = summedFirst();
    long[] dims = Arrays.stream(order).mapToLong(shape::get).toArray();
    int[] back = new int[order.length];
    IntStream.range(0, order.length).forEach(i -> back[order[i]] = i);
    return permuted(Shapes.reshape(matrix, dims), back);
  }

  private static Tensor permuted(Tensor x, int[] order) {
    return Arrays.equals(order, IntStream.range(0, order.length).toArray())
        ? x
        : Shapes.transpose(x, order);
  }
}
