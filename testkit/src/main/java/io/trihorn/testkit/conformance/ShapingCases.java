package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.Value;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.regex.Pattern;

/** Ops that move or repeat elements. All are exact. */
final class ShapingCases {
  private ShapingCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("shaping");
    for (DataType dtype : Dtypes.ALL) {
      list.add("each op " + dtype, c -> eachOp(c, dtype));
    }
    add(list, "reshape", ShapingCases::reshape);
    add(list, "transpose", ShapingCases::transpose);
    add(list, "broadcast", ShapingCases::broadcast);
    add(list, "slice", ShapingCases::slice);
    add(list, "reverse", ShapingCases::reverse);
    add(list, "pad", ShapingCases::pad);
    add(list, "pad with special numbers", ShapingCases::padSpecials);
    add(list, "concat", ShapingCases::concat);
    add(list, "split", ShapingCases::split);
    add(list, "integers are not rounded", ShapingCases::largeIntegers);
    add(list, "chain", ShapingCases::chain);
    return list.cases();
  }

  private static void add(CaseList list, String name, Consumer<CaseBuilder> body) {
    list.add(
        name,
        c -> {
          c.exact();
          body.accept(c);
        });
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

  private static void reshape(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    c.output(c.ops().reshape(c.input(f), 1), c.ops().reshape(c.input(f), 1, 1, 1));
    c.output(c.ops().reshape(c.input(f, 1, 1), new Shape()));
    c.output(c.ops().reshape(c.input(f, 2, 3, 4), 24), c.ops().reshape(c.input(f, 24), 2, 3, 4));
    c.output(c.ops().reshape(c.input(f, 2, 3, 4), 4, 3, 2));
    c.output(c.ops().reshape(c.input(f, 6), 1, 2, 1, 3, 1));
    c.output(c.ops().reshape(c.input(f, 0, 3), 3, 0), c.ops().reshape(c.input(f, 0), 2, 0, 5));
    // Twice the same memory under two shapes.
    Value x = c.input(f, 2, 6);
    c.output(c.ops().reshape(x, 3, 4), c.ops().reshape(x, 4, 3), x);
    // A view that is then computed with.
    Value y = c.ops().reshape(c.ops().transpose(x, List.of(1, 0)), 3, 4);
    c.output(c.ops().add(y, y), y);
  }

  private static void transpose(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    c.output(c.ops().transpose(c.input(f, 3, 5), List.of(1, 0)));
    Value x = c.input(f, 2, 3, 4);
    for (List<Integer> p :
        List.of(
            List.of(0, 2, 1),
            List.of(1, 0, 2),
            List.of(1, 2, 0),
            List.of(2, 0, 1),
            List.of(2, 1, 0))) {
      c.output(c.ops().transpose(x, p));
    }
    c.output(c.ops().transpose(c.input(f, 2, 3, 4, 5), List.of(0, 3, 1, 2)));
    c.output(c.ops().transpose(c.input(f, 2, 3, 4, 5), List.of(0, 2, 3, 1)));
    c.output(c.ops().transpose(c.input(f, 2, 1, 3, 2, 2), List.of(4, 1, 3, 0, 2)));
    c.output(c.ops().transpose(c.input(f, 2, 0, 3), List.of(2, 1, 0)));
    c.output(new Shaping.Transpose(List.of(0, 1)), c.input(f, 2, 3));
    c.output(new Shaping.Transpose(List.of(0)), c.input(f, 4));
    c.output(new Shaping.Transpose(List.of()), c.input(f));
  }

  private static void broadcast(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    c.output(c.ops().broadcast(c.input(f), new Shape(3)));
    c.output(c.ops().broadcast(c.input(f), new Shape(2, 3, 2)));
    c.output(c.ops().broadcast(c.input(f, 3), new Shape(2, 3)));
    c.output(c.ops().broadcast(c.input(f, 2, 1), new Shape(2, 3)));
    c.output(c.ops().broadcast(c.input(f, 3, 1, 1), new Shape(2, 3, 4, 5)));
    c.output(c.ops().broadcast(c.input(f, 1, 2, 1, 3, 1), new Shape(2, 2, 2, 3, 2)));
    c.output(c.ops().broadcast(c.input(f, 1, 2, 1, 3, 1, 2), new Shape(3, 2, 2, 3, 2, 2)));
    c.output(
        c.ops().broadcast(c.input(f, 1, 2, 1, 3, 1, 2, 1, 2), new Shape(3, 2, 2, 3, 2, 2, 3, 2)));
    c.output(c.ops().broadcast(c.input(f, 1), new Shape(0)));
    c.output(c.ops().broadcast(c.input(f, 1, 3), new Shape(0, 3)));
    c.output(new Shaping.Broadcast(new Shape(2, 3)), c.input(f, 2, 3));
  }

  private static void slice(CaseBuilder c) {
    slices(c, c.input(DataType.FLOAT32, 10), "2:7:1", "0:10:3", "9:10:1", "1:9:20");
    slices(c, c.input(DataType.FLOAT32, 10), "4:4:1", "10:10:2", "0:10:1");
    slices(c, c.input(DataType.FLOAT32, 4, 5, 6), "1:3:1,0:5:1,2:6:1", "0:4:2,1:5:3,1:6:2");
    slices(c, c.input(DataType.FLOAT32, 4, 5, 6), "0:0:1,3:4:1,0:6:1");
    slices(c, c.input(DataType.FLOAT32, 2, 3, 2, 3, 2), "1:2:1,0:3:2,1:2:1,0:3:2,0:2:1");
    slices(c, c.input(DataType.FLOAT32), "");
  }

  /** Slices of a tensor, each {@code start:limit:stride} for every axis. */
  private static void slices(CaseBuilder c, Value x, String... texts) {
    for (String text : texts) {
      List<String[]> axes =
          Pattern.compile(",")
              .splitAsStream(text)
              .filter(t -> !t.isEmpty())
              .map(t -> t.split(":"))
              .toList();
      IntFunction<List<Long>> part = i -> axes.stream().map(a -> Long.valueOf(a[i])).toList();
      c.output(new Shaping.Slice(part.apply(0), part.apply(1), part.apply(2)), x);
    }
  }

  private static void reverse(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    c.output(c.ops().reverse(c.input(f, 7), List.of(0)));
    Value x = c.input(f, 2, 3, 4);
    c.output(c.ops().reverse(x, List.of(0)), c.ops().reverse(x, List.of(1)));
    c.output(c.ops().reverse(x, List.of(2)), c.ops().reverse(x, List.of(0, 2)));
    c.output(c.ops().reverse(x, List.of(0, 1, 2)));
    c.output(c.ops().reverse(c.input(f, 1, 3), List.of(0)));
    c.output(c.ops().reverse(c.input(f, 0, 3), List.of(0)));
    c.output(c.ops().reverse(c.input(f, 2, 0), List.of(0)));
    c.output(c.ops().reverse(c.input(f, 2, 2, 3, 2, 2), List.of(2, 3)));
    c.output(new Shaping.Reverse(List.of()), c.input(f, 3));
  }

  private static void pad(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    c.output(c.ops().pad(c.input(f, 3), List.of(2L), List.of(1L), 0));
    c.output(c.ops().pad(c.input(f, 3), List.of(0L), List.of(4L), -1.5));
    c.output(c.ops().pad(c.input(f, 2, 3), List.of(1L, 0L), List.of(0L, 2L), 7));
    c.output(c.ops().pad(c.input(f, 2, 1, 3), List.of(0L, 2L, 0L), List.of(0L, 3L, 0L), 0));
    c.output(
        c.ops()
            .pad(
                c.input(f, 1, 2, 1, 2, 1),
                List.of(1L, 0L, 1L, 0L, 1L),
                List.of(0L, 1L, 0L, 1L, 0L),
                0.25));
    c.output(c.ops().pad(c.input(f, 0), List.of(2L), List.of(1L), 3));
    c.output(c.ops().pad(c.input(f, 0, 2), List.of(1L, 0L), List.of(0L, 0L), 3));
    c.output(new Shaping.Pad(List.of(0L), List.of(0L), 1), c.input(f, 3));
  }

  private static void padSpecials(CaseBuilder c) {
    for (double value : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 3e38}) {
      c.output(c.ops().pad(c.input(DataType.FLOAT32, 3), List.of(1L), List.of(2L), value));
    }
    c.output(c.ops().pad(c.input(DataType.INT32, 3), List.of(1L), List.of(1L), -2147483648.0));
    c.output(c.ops().pad(c.input(DataType.UINT8, 3), List.of(1L), List.of(1L), 255));
    c.output(c.ops().pad(c.input(DataType.BOOLEAN, 3), List.of(1L), List.of(1L), 1));
  }

  private static void concat(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    Value x = c.input(f, 2, 3);
    Value y = c.input(f, 2, 1);
    Value z = c.input(f, 2, 0);
    c.output(c.ops().concat(List.of(x, y, x), 1), c.ops().concat(List.of(x, x), 0));
    c.output(c.ops().concat(List.of(x, z, y), 1), c.ops().concat(List.of(z, z), 1));
    c.output(c.ops().concat(List.of(c.input(f, 3), c.input(f, 1), c.input(f, 4)), 0));
    c.output(new Shaping.Concat(0), x);
    c.output(c.ops().concat(List.of(c.input(f, 2, 3, 1, 2, 2), c.input(f, 2, 3, 4, 2, 2)), 2));
    c.output(c.ops().concat(List.of(c.input(f, 0, 3), x), 0));
  }

  private static void split(CaseBuilder c) {
    DataType f = DataType.FLOAT32;
    c.output(c.ops().split(c.input(f, 7), 0, List.of(2L, 4L, 1L)));
    Value x = c.input(f, 4, 6);
    c.output(c.ops().split(x, 0, List.of(1L, 3L)));
    c.output(c.ops().split(x, 1, List.of(2L, 2L, 2L)));
    c.output(c.ops().split(x, 1, List.of(0L, 5L, 1L)));
    c.output(new Shaping.Split(1, List.of(6L)), x);
    c.output(c.ops().split(c.input(f, 2, 2, 5, 2, 2), 2, List.of(3L, 2L)));
    // Only one of the parts is wanted.
    c.output(c.ops().split(x, 1, List.of(1L, 2L, 3L)).get(1));
  }

  private static void largeIntegers(CaseBuilder c) {
    long big = (1L << 53) + 1;
    Value x = c.input(TensorData.of(new long[] {big, -big, Long.MAX_VALUE, Long.MIN_VALUE}, 2, 2));
    c.output(c.ops().transpose(x, List.of(1, 0)), c.ops().reverse(x, List.of(1)));
    c.output(c.ops().broadcast(x, new Shape(2, 2, 2)), c.ops().slice(x, 0, 1, 2));
    c.output(c.ops().concat(List.of(x, x), 0), c.ops().pad(x, List.of(1L, 0L), List.of(0L, 0L), 1));
    c.output(c.ops().split(x, 1, List.of(1L, 1L)));
  }

  private static void chain(CaseBuilder c) {
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
