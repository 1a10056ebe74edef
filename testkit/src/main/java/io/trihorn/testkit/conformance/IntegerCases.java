package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.List;

/** What is special about integers: wrapping, truncation, bits, and no detour over floats. */
final class IntegerCases {
  private static final List<BinaryKind> RING =
      List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL);
  private static final List<BinaryKind> ORDER =
      List.of(
          BinaryKind.MAX, BinaryKind.MIN, BinaryKind.EQUAL, BinaryKind.LESS, BinaryKind.LESS_EQUAL);
  private static final List<BinaryKind> BITS =
      List.of(BinaryKind.BIT_AND, BinaryKind.BIT_OR, BinaryKind.BIT_XOR);

  private IntegerCases() {}

  static void addTo(CaseList list) {
    int[] ints = {Integer.MAX_VALUE, Integer.MIN_VALUE, 65537, -65536, 1, -1, 123456789};
    long[] longs = {Long.MAX_VALUE, Long.MIN_VALUE, (1L << 33) + 7, -(1L << 40), 1, -1, 987654321};
    list.add("int32 wraps", c -> pairs(c, RING, c.input(TensorData.of(ints, ints.length))));
    list.add("int64 wraps", c -> pairs(c, RING, c.input(TensorData.of(longs, longs.length))));
    list.add(
        "uint8 wraps",
        c -> pairs(c, RING, c.values(DataType.UINT8, 0, 1, 127, 128, 200, 255, 16, 17)));
    list.add(
        "int8 wraps", c -> pairs(c, RING, c.values(DataType.INT8, 0, 1, 127, -128, 100, -1, 16)));
    list.add(
        "uint8 has no sign",
        c -> pairs(c, ORDER, c.values(DataType.UINT8, 0, 1, 127, 128, 200, 255)));
    // A detour over doubles would not see the difference.
    long big = (1L << 53) + 1;
    long[] close = {big, big - 1, big + 1, -big, -big + 1, Long.MAX_VALUE, Long.MAX_VALUE - 1};
    list.add(
        "int64 is not rounded", c -> pairs(c, ORDER, c.input(TensorData.of(close, close.length))));
    // A detour over floats would not see the difference.
    int[] near = {16777217, 16777216, -16777217, -16777216, Integer.MAX_VALUE, 2147483646};
    list.add(
        "int32 is not rounded", c -> pairs(c, ORDER, c.input(TensorData.of(near, near.length))));
    list.add("bits of negative int32", c -> pairs(c, BITS, c.input(TensorData.of(ints, 7))));
    list.add("bits of negative int64", c -> pairs(c, BITS, c.input(TensorData.of(longs, 7))));
    list.add("division truncates", IntegerCases::division);
    list.add("shifts of int32", c -> shifts(c, TensorData.of(ints, 7), DataType.INT32, 31));
    list.add("shifts of int64", c -> shifts(c, TensorData.of(longs, 7), DataType.INT64, 63));
    list.add("shifts of uint8", IntegerCases::byteShifts);
    list.add("counter-based generator", IntegerCases::generator);
  }

  /** Each element against each other. */
  private static void pairs(CaseBuilder c, List<BinaryKind> kinds, Value x) {
    Value y = c.ops().reshape(x, x.type().size(), 1);
    kinds.forEach(kind -> c.output(c.ops().binary(kind, x, y)));
  }

  private static void division(CaseBuilder c) {
    for (DataType dtype : List.of(DataType.INT32, DataType.INT64)) {
      Value x = c.values(dtype, 7, -7, 7, -7, 1, -1, 0, 2147483647);
      c.output(c.ops().div(x, c.values(dtype, 2, 2, -2, -2, 3, 3, 5, 2)));
    }
  }

  private static void shifts(CaseBuilder c, TensorData data, DataType dtype, int most) {
    Value x = c.input(data);
    Value counts = c.ops().reshape(c.values(dtype, 0, 1, 5, 13, 17, most - 1, most), 7, 1);
    c.output(c.ops().binary(BinaryKind.SHIFT_LEFT, x, counts));
    c.output(c.ops().binary(BinaryKind.SHIFT_RIGHT, x, counts));
  }

  private static void byteShifts(CaseBuilder c) {
    Value x = c.values(DataType.UINT8, 0, 1, 127, 128, 200, 255);
    Value counts = c.ops().reshape(c.values(DataType.UINT8, 0, 1, 4, 7), 4, 1);
    c.output(c.ops().binary(BinaryKind.SHIFT_LEFT, x, counts));
    c.output(c.ops().binary(BinaryKind.SHIFT_RIGHT, x, counts));
  }

  /** What a random generator made of ordinary ops looks like: multiply, rotate, mix. */
  private static void generator(CaseBuilder c) {
    var ops = c.ops();
    Value counter = c.input(DataType.INT32, Fill.integers(0, 1 << 30), 64);
    Value x = counter;
    Value key = c.integers(DataType.INT32, 0x1BD11BDA);
    for (int rotation : new int[] {13, 15, 26, 6}) {
      Value multiplied = ops.add(ops.mul(x, c.graph().scalar(DataType.INT32, 1664525)), key);
      Value left =
          ops.binary(BinaryKind.SHIFT_LEFT, multiplied, c.graph().scalar(DataType.INT32, rotation));
      Value right =
          ops.binary(
              BinaryKind.SHIFT_RIGHT, multiplied, c.graph().scalar(DataType.INT32, 32 - rotation));
      Value mask = c.graph().scalar(DataType.INT32, (1L << rotation) - 1);
      Value low = ops.binary(BinaryKind.BIT_AND, right, mask);
      x = ops.binary(BinaryKind.BIT_XOR, ops.binary(BinaryKind.BIT_OR, left, low), counter);
    }
    c.output(x);
    Value positive =
        ops.binary(BinaryKind.BIT_AND, x, c.graph().scalar(DataType.INT32, Integer.MAX_VALUE));
    c.output(ops.mul(ops.cast(positive, DataType.FLOAT32), 0x1p-31));
  }
}
