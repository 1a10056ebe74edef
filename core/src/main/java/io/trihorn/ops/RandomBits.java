package io.trihorn.ops;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.TensorType;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * {@code key -> bits}: 32 random bits for each element of a shape, as int32, from an int32 key of
 * two numbers (a seed and a counter). Element {@code i} is {@code h((i ^ a) * (2 b + 1))} with
 * {@code a = h(h(key0) ^ key1)} and {@code b = h(a + 1)}, where {@code h} is Chris Wellons's
 * three-round integer hash "triple32" (hash-prospector, 2018), a bijection of 32 bits with an
 * avalanche bias of 0.021. So it is a counter-based generator, the same bits on every engine; the
 * factor keeps the sequences of different keys from being parts of one another.
 *
 * @param shape the shape of the result
 */
public record RandomBits(Shape shape) implements Fusion {
  private static final int[] SHIFTS = {17, 11, 15};
  private static final int[] FACTORS = {0xed5ad4bb, 0xac4c1b51, 0x31848bab};
  private static final int LAST_SHIFT = 14;

  @Override
  public List<TensorType> outputTypes(List<TensorType> inputs) {
    return List.of(new TensorType(DataType.INT32, shape));
  }

  @Override
  public List<Tensor> expand(List<Tensor> inputs) {
    Tensor key = inputs.get(0);
    long n = new TensorType(DataType.INT32, shape).size();
    Tensor index = Shapes.arange(key, n, DataType.INT32);
    Tensor seed = hash(Shapes.slice(key, 0, 0, 1));
    Tensor a = hash(Ops.binary(BinaryKind.BIT_XOR, seed, Shapes.slice(key, 0, 1, 2)));
    Tensor b = hash(Ops.add(a, 1));
    Tensor odd = Ops.add(Ops.multiply(b, 2), 1);
    Tensor mixed = hash(Ops.multiply(Ops.binary(BinaryKind.BIT_XOR, index, a), odd));
    return List.of(Shapes.reshape(mixed, shape.getShape()));
  }

  private static Tensor hash(Tensor x) {
    Tensor h = x;
    for (int i = 0; i < SHIFTS.length; i++) {
      h = Ops.multiply(mix(h, SHIFTS[i]), h.scalar(FACTORS[i]));
    }
    return mix(h, LAST_SHIFT);
  }

  private static Tensor mix(Tensor x, int shift) {
    return Ops.binary(BinaryKind.BIT_XOR, x, shiftRightLogical(x, shift));
  }

  static Tensor shiftRightLogical(Tensor x, int bits) {
    Tensor shifted = Ops.binary(BinaryKind.SHIFT_RIGHT, x, x.scalar(bits));
    return Ops.binary(BinaryKind.BIT_AND, shifted, x.scalar(-1 >>> bits));
  }

  @Override
  public Optional<List<Tensor>> pullback(List<Tensor> in, List<Tensor> out, List<Tensor> g) {
    return Optional.of(Collections.singletonList(null));
  }

  /**
   * A key made ready for computing bits on the host; they are the same as in a program.
   *
   * @param a what an element's index is combined with
   * @param factor the odd factor of this key
   */
  public record HostKey(int a, int factor) {
    /** The key of a seed and a counter. */
    public static HostKey of(int key0, int key1) {
      int a = hash(hash(key0) ^ key1);
      return new HostKey(a, 2 * hash(a + 1) + 1);
    }

    /** The bits of one element. */
    public int bits(int index) {
      return hash((index ^ a) * factor);
    }
  }

  private static int hash(int x) {
    int h = x;
    for (int i = 0; i < SHIFTS.length; i++) {
      h = (h ^ (h >>> SHIFTS[i])) * FACTORS[i];
    }
    return h ^ (h >>> LAST_SHIFT);
  }
}
