package io.trihorn.backend.onnx.emit;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.TensorData;
import java.util.Map;
import java.util.function.IntBinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Operators on bits for where there are no kernels of them. Shifts are products and quotients with
 * powers of two; what joins two numbers bit by bit is looked up byte by byte in a table of all
 * pairs of bytes.
 */
final class ByteTables {
  private static final int BYTE = 256;

  private static final Map<String, IntBinaryOperator> JOINED =
      Map.of(
          "BitwiseAnd", (a, b) -> a & b,
          "BitwiseOr", (a, b) -> a | b,
          "BitwiseXor", (a, b) -> a ^ b);

  /** What each operator makes of all pairs of bytes; made when one is first asked for. */
  private static final class Tables {
    static final Map<String, TensorData> ALL =
        JOINED.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(Map.Entry::getKey, each -> table(each.getValue())));
  }

  /** The types in which an integer's bits have no sign, and there is arithmetic. */
  static final Map<DataType, DataType> UNSIGNED =
      Map.of(
          DataType.INT8, DataType.UINT32,
          DataType.UINT8, DataType.UINT32,
          DataType.INT32, DataType.UINT32,
          DataType.UINT32, DataType.UINT32,
          DataType.INT64, DataType.UINT64,
          DataType.UINT64, DataType.UINT64);

  private ByteTables() {}

  /** Whether an operator has a form here. */
  static boolean has(String operator) {
    return JOINED.containsKey(operator);
  }

  /** Joins the bits of two integers. */
  static Operand joined(Emit e, String operator, Operand x, Operand y) {
    DataType unsigned = UNSIGNED.get(x.dtype());
    Operand pairs = e.add(e.mul(digits(e, x, unsigned), BYTE), digits(e, y, unsigned));
    Operand found = e.gather(e.cast(e.constant(Tables.ALL.get(operator)), unsigned), pairs, 0);
    int bytes = x.dtype().getNumOfBytes();
    int axis = found.rank() - 1;
    Operand sum = null;
    for (int i = 0; i < bytes; i++) {
      Operand digit = e.slice(found, axis, i, i + 1);
      Operand place = i == 0 ? digit : e.mul(digit, integers(e, unsigned, 1L << Byte.SIZE * i));
      sum = sum == null ? place : e.add(sum, place);
    }
    long[] dims = LongStream.of(found.dims()).limit(axis).toArray();
    return narrow(e, e.reshape(sum, dims), x.dtype());
  }

  /** An integer's bytes along a new last axis, the lowest first. */
  private static Operand digits(Emit e, Operand x, DataType unsigned) {
    long[] dims = LongStream.concat(LongStream.of(x.dims()), LongStream.of(1)).toArray();
    Operand whole = e.reshape(widen(e, x, unsigned), dims);
    Operand places = powers(e, unsigned, Byte.SIZE, x.dtype().getNumOfBytes());
    Operand base = integers(e, unsigned, BYTE);
    return e.cast(e.binary("Mod", e.div(whole, places), base), DataType.INT32);
  }

  /** One byte is a byte without a sign before it is more. */
  private static Operand widen(Emit e, Operand x, DataType unsigned) {
    return e.cast(x.dtype() == DataType.INT8 ? e.cast(x, DataType.UINT8) : x, unsigned);
  }

  private static Operand narrow(Emit e, Operand x, DataType dtype) {
    return e.cast(dtype == DataType.INT8 ? e.cast(x, DataType.UINT8) : x, dtype);
  }

  private static TensorData table(IntBinaryOperator joined) {
    long[] values =
        IntStream.range(0, BYTE * BYTE)
            .mapToLong(pair -> joined.applyAsInt(pair / BYTE, pair % BYTE))
            .toArray();
    return TensorData.of(values, values.length);
  }

  /** Unsigned integers moved up or down by numbers of bits below their own. */
  static Operand shift(Emit e, String direction, Operand x, Operand y) {
    Operand powers = powers(e, x.dtype(), 1, Byte.SIZE * x.dtype().getNumOfBytes());
    Operand power = e.gather(powers, e.cast(y, DataType.INT32), 0);
    return direction.equals("LEFT") ? e.mul(x, power) : e.div(x, power);
  }

  /** Two to the powers of 0, a step, twice it and so on. */
  private static Operand powers(Emit e, DataType dtype, int step, int count) {
    return integers(e, dtype, IntStream.range(0, count).mapToLong(i -> 1L << step * i).toArray());
  }

  /** Constant integers, by their bits. */
  private static Operand integers(Emit e, DataType dtype, long... values) {
    return e.cast(e.longs(values), dtype);
  }
}
