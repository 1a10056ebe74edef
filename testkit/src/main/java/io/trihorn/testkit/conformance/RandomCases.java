package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Programs put together at random, the same ones at each run. */
final class RandomCases {
  private static final int EXPRESSIONS = 40;
  private static final int VIEWS = 60;
  private static final int BROADCASTS = 40;

  /** Smooth functions defined everywhere, under which rounding errors do not grow. */
  private static final List<UnaryKind> UNARY =
      List.of(
          UnaryKind.NEG,
          UnaryKind.ABS,
          UnaryKind.TANH,
          UnaryKind.SIGMOID,
          UnaryKind.SIN,
          UnaryKind.COS,
          UnaryKind.ATAN,
          UnaryKind.ERF);

  private static final List<BinaryKind> BINARY =
      List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL, BinaryKind.MAX, BinaryKind.MIN);

  private RandomCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("random");
    for (int i = 0; i < EXPRESSIONS; i++) {
      list.add("expression " + i, RandomCases::expression);
    }
    for (int i = 0; i < VIEWS; i++) {
      list.add("views " + i, RandomCases::views);
    }
    for (int i = 0; i < BROADCASTS; i++) {
      list.add("broadcast " + i, RandomCases::broadcast);
    }
    return list.cases();
  }

  private static <T> T any(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /** A shape with some extents replaced by 1 and some leading axes left out. */
  private static long[] part(Random random, long[] whole) {
    int dropped = random.nextInt(whole.length + 1);
    long[] dims = Arrays.copyOfRange(whole, dropped, whole.length);
    for (int i = 0; i < dims.length; i++) {
      dims[i] = random.nextInt(3) == 0 ? 1 : dims[i];
    }
    return dims;
  }

  private static long[] shape(Random random, int maxRank, int maxExtent) {
    return random.longs(random.nextInt(maxRank + 1), 1, maxExtent + 1).toArray();
  }

  private static void expression(CaseBuilder c) {
    Random random = c.random();
    // A value is at most 4 in magnitude; an error of one step may be passed on a dozen times.
    c.terms(100);
    long[] whole = shape(random, 4, 5);
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      values.add(c.input(DataType.FLOAT32, Fill.uniform(-2, 2), part(random, whole)));
    }
    for (int i = 0; i < 16; i++) {
      Value x = any(random, values);
      Value y = any(random, values);
      values.add(
          switch (random.nextInt(5)) {
            case 0, 1 -> c.ops().unary(any(random, UNARY), x);
            case 2, 3 -> c.ops().unary(UnaryKind.ATAN, c.ops().binary(any(random, BINARY), x, y));
            default -> c.ops().where(condition(c, values), x, y);
          });
      int rank = values.get(values.size() - 1).type().rank();
      if (rank > 0 && random.nextInt(4) == 0) {
        values.add(
            c.ops()
                .reduce(
                    any(random, List.of(ReduceKind.MEAN, ReduceKind.MAX, ReduceKind.MIN)),
                    values.get(values.size() - 1),
                    List.of(random.nextInt(rank)),
                    true));
      }
    }
    c.output(values.subList(values.size() - 4, values.size()));
  }

  /** A condition on inputs alone, which no rounding can turn. */
  private static Value condition(CaseBuilder c, List<Value> values) {
    Value x = values.get(c.random().nextInt(2));
    Value y = values.get(2 + c.random().nextInt(2));
    return c.ops().less(x, y);
  }

  private static void broadcast(CaseBuilder c) {
    Random random = c.random();
    long[] whole = shape(random, 5, 4);
    if (whole.length > 0 && random.nextInt(8) == 0) {
      whole[random.nextInt(whole.length)] = 0;
    }
    Value x = c.input(DataType.FLOAT32, part(random, whole));
    Value y = c.input(DataType.FLOAT32, part(random, whole));
    c.output(c.ops().binary(any(random, BINARY), x, y), c.ops().less(x, y));
    Value n = c.input(DataType.INT32, part(random, whole));
    c.output(c.ops().sub(n, c.input(DataType.INT32, part(random, whole))));
    c.output(c.ops().where(c.input(DataType.BOOLEAN, part(random, whole)), y, x));
    c.output(c.ops().broadcast(c.input(DataType.FLOAT32, part(random, whole)), new Shape(whole)));
  }

  private static void views(CaseBuilder c) {
    c.exact();
    Random random = c.random();
    DataType dtype = any(random, List.of(DataType.FLOAT32, DataType.INT32, DataType.INT64));
    Value x = c.input(dtype, Fill.integers(-99, 99), shape(random, 4, 5));
    for (int i = 0; i < 8; i++) {
      x = view(c, x);
      if (random.nextInt(3) == 0) {
        c.output(x);
      }
    }
    c.output(x);
  }

  private static Value view(CaseBuilder c, Value x) {
    Random random = c.random();
    int rank = x.type().rank();
    if (rank == 0) {
      return c.ops().broadcast(x, new Shape(2, 3));
    }
    int axis = random.nextInt(rank);
    long extent = x.type().dim(axis);
    return switch (random.nextInt(9)) {
      case 0 -> {
        List<Integer> order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
        Collections.shuffle(order, random);
        yield c.ops().transpose(x, order);
      }
      case 1, 2 -> strided(c, x);
      case 3 -> c.ops().reverse(x, List.of(axis));
      case 4 -> {
        List<Long> low = random.longs(rank, 0, 2).boxed().toList();
        yield c.ops().pad(x, low, random.longs(rank, 0, 2).boxed().toList(), 7);
      }
      case 5 -> c.ops().concat(List.of(x, c.ops().slice(x, axis, 0, (extent + 1) / 2)), axis);
      case 6 -> {
        long cut = random.nextInt((int) extent + 1);
        List<Value> parts = c.ops().split(x, axis, List.of(cut, extent - cut));
        yield parts.get(cut > extent - cut ? 0 : 1);
      }
      case 7 -> c.ops().reshape(x, extent == 0 ? 0 : x.type().size() / extent, extent);
      default ->
          x.type().size() < 200 && rank < 5
              ? c.ops().broadcast(x, prepended(x.type().dims()))
              : c.ops().reshape(x, x.type().size());
    };
  }

  private static Shape prepended(long[] dims) {
    long[] more = new long[dims.length + 1];
    more[0] = 2;
    System.arraycopy(dims, 0, more, 1, dims.length);
    return new Shape(more);
  }

  private static Value strided(CaseBuilder c, Value x) {
    Random random = c.random();
    List<Long> starts = new ArrayList<>();
    List<Long> limits = new ArrayList<>();
    List<Long> strides = new ArrayList<>();
    for (long extent : x.type().dims()) {
      long start = extent > 2 ? random.nextInt(2) : 0;
      starts.add(start);
      limits.add(extent > 3 ? extent - random.nextInt(2) : extent);
      strides.add(extent > 4 ? 1L + random.nextInt(2) : 1L);
    }
    return c.ops().slice(x, starts, limits, strides);
  }
}
