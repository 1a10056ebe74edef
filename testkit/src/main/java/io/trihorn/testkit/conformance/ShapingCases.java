package io.trihorn.testkit.conformance;

import static io.trihorn.testkit.conformance.CaseRows.each;
import static io.trihorn.testkit.conformance.CaseRows.first;
import static io.trihorn.testkit.conformance.CaseRows.numbers;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.List;

/** Ops that move or repeat elements. All are exact. */
final class ShapingCases {
  private ShapingCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("shaping");
    for (DataType dtype : Dtypes.ALL) {
      list.add("each op " + dtype, c -> eachOp(c, dtype));
    }
    list.add(
        "reshape",
        each(
            text -> new Shaping.Reshape(shape(text)),
            "> 1 | 1,1,1",
            "1,1 >",
            "2,3,4 > 24 | 4,3,2",
            "24 > 2,3,4",
            "6 > 1,2,1,3,1",
            "0,3 > 3,0",
            "0 > 2,0,5"));
    list.add(
        "transpose",
        each(
            text -> new Shaping.Transpose(axes(text)),
            "3,5 > 1,0",
            "2,3,4 > 0,2,1 | 1,0,2 | 1,2,0 | 2,0,1 | 2,1,0",
            "2,3,4,5 > 0,3,1,2 | 0,2,3,1",
            "2,1,3,2,2 > 4,1,3,0,2",
            "2,0,3 > 2,1,0",
            "2,3 > 0,1",
            "4 > 0",
            ">"));
    list.add(
        "broadcast",
        each(
            text -> new Shaping.Broadcast(shape(text)),
            "> 3 | 2,3,2",
            "3 > 2,3",
            "2,1 > 2,3",
            "3,1,1 > 2,3,4,5",
            "1,2,1,3,1 > 2,2,2,3,2",
            "1,2,1,3,1,2 > 3,2,2,3,2,2",
            "1,2,1,3,1,2,1,2 > 3,2,2,3,2,2,3,2",
            "1 > 0",
            "1,3 > 0,3",
            "2,3 > 2,3"));
    list.add(
        "slice",
        each(
            text -> new Shaping.Slice(numbers(text, 0), numbers(text, 1), numbers(text, 2)),
            "10 > 2:7:1 | 0:10:3 | 9:10:1 | 1:9:20 | 4:4:1 | 10:10:2 | 0:10:1",
            "4,5,6 > 1:3:1,0:5:1,2:6:1 | 0:4:2,1:5:3,1:6:2 | 0:0:1,3:4:1,0:6:1",
            "2,3,2,3,2 > 1:2:1,0:3:2,1:2:1,0:3:2,0:2:1",
            ">"));
    list.add(
        "reverse",
        each(
            text -> new Shaping.Reverse(axes(text)),
            "7 > 0",
            "2,3,4 > 0 | 1 | 2 | 0,2 | 0,1,2",
            "1,3 > 0",
            "0,3 > 0",
            "2,0 > 0",
            "2,2,3,2,2 > 2,3",
            "3 >"));
    list.add(
        "pad",
        each(
            text -> new Shaping.Pad(numbers(text, 0), numbers(text, 1), first(text)),
            "3 > 0 = 2:1 | -1.5 = 0:4 | 1 = 0:0",
            "2,3 > 7 = 1:0,0:2",
            "2,1,3 > 0 = 0:0,2:3,0:0",
            "1,2,1,2,1 > 0.25 = 1:0,0:1,1:0,0:1,1:0",
            "0 > 3 = 2:1",
            "0,2 > 3 = 1:0,0:0"));
    list.add("pad with special numbers", ShapingCases::padSpecials);
    list.add(
        "concat",
        each(
            text -> new Shaping.Concat((int) first(text)),
            "2,3 & 2,1 & 2,3 > 1",
            "2,3 & 2,3 > 0",
            "2,3 & 2,0 & 2,1 > 1",
            "2,0 & 2,0 > 1",
            "3 & 1 & 4 > 0",
            "2,3 > 0",
            "2,3,1,2,2 & 2,3,4,2,2 > 2",
            "0,3 & 2,3 > 0"));
    list.add(
        "split",
        each(
            text -> new Shaping.Split((int) first(text), numbers(text, 0)),
            "7 > 0 = 2,4,1",
            "4,6 > 0 = 1,3 | 1 = 2,2,2 | 1 = 0,5,1 | 1 = 6",
            "2,2,5,2,2 > 2 = 3,2"));
    list.add("integers are not rounded", ShapingCases::largeIntegers);
    list.add("views of one operand", ShapingCases::views);
    list.add("chain", ShapingCases::chain);
    return list.cases();
  }

  private static Shape shape(String text) {
    return new Shape(numbers(text, 0).stream().mapToLong(n -> n).toArray());
  }

  private static List<Integer> axes(String text) {
    return numbers(text, 0).stream().map(Long::intValue).toList();
  }

  private static void eachOp(CaseBuilder c, DataType dtype) {
    c.exact();
    Value x = c.input(dtype, 3, 4);
    Value y = c.input(dtype, 3, 2);
    c.output(c.ops().reshape(x, 2, 6), c.ops().transpose(x, List.of(1, 0)));
    c.output(c.ops().broadcast(x, new Shape(2, 3, 4)), c.ops().slice(x, 1, 1, 3));
    c.output(c.ops().reverse(x, List.of(1)), c.ops().concat(List.of(x, y), 1));
    c.output(c.ops().pad(x, List.of(1L, 0L), List.of(0L, 2L), 1));
    c.output(c.ops().split(x, 1, List.of(1L, 3L)));
  }

  private static void views(CaseBuilder c) {
    c.exact();
    // Twice the same memory under two shapes.
    Value x = c.input(DataType.FLOAT32, 2, 6);
    c.output(c.ops().reshape(x, 3, 4), c.ops().reshape(x, 4, 3), x);
    // A view that is then computed with.
    Value y = c.ops().reshape(c.ops().transpose(x, List.of(1, 0)), 3, 4);
    c.output(c.ops().add(y, y), y);
    // Only one of the parts is wanted.
    c.output(c.ops().split(x, 1, List.of(1L, 2L, 3L)).get(1));
  }

  private static void padSpecials(CaseBuilder c) {
    c.exact();
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 3e38}) {
      c.output(c.ops().pad(c.input(DataType.FLOAT32, 3), List.of(1L), List.of(2L), value));
    }
    c.output(c.ops().pad(c.input(DataType.INT32, 3), List.of(1L), List.of(1L), -2147483648.0));
    c.output(c.ops().pad(c.input(DataType.UINT8, 3), List.of(1L), List.of(1L), 255));
    c.output(c.ops().pad(c.input(DataType.BOOLEAN, 3), List.of(1L), List.of(1L), 1));
  }

  private static void largeIntegers(CaseBuilder c) {
    c.exact();
    long big = (1L << 53) + 1;
    Value x = c.input(TensorData.of(new long[] {big, -big, Long.MAX_VALUE, Long.MIN_VALUE}, 2, 2));
    c.output(c.ops().transpose(x, List.of(1, 0)), c.ops().reverse(x, List.of(1)));
    c.output(c.ops().broadcast(x, new Shape(2, 2, 2)), c.ops().slice(x, 0, 1, 2));
    c.output(c.ops().concat(List.of(x, x), 0), c.ops().pad(x, List.of(1L, 0L), List.of(0L, 0L), 1));
    c.output(c.ops().split(x, 1, List.of(1L, 1L)));
  }

  private static void chain(CaseBuilder c) {
    c.exact();
    Value x = c.input(DataType.FLOAT32, 2, 3, 4);
    Value y = c.ops().transpose(x, List.of(2, 0, 1));
    y = c.ops().slice(y, 0, 1, 4);
    y = c.ops().reshape(y, 3, 6);
    y = c.ops().reverse(y, List.of(0));
    y = c.ops().pad(y, List.of(0L, 1L), List.of(1L, 0L), 9);
    y = c.ops().broadcast(y, new Shape(2, 4, 7));
    y = c.ops().transpose(y, List.of(1, 2, 0));
    c.output(y, c.ops().neg(y));
  }
}
