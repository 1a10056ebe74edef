package io.trihorn.graph.pass;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Elementwise.UnaryKind;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Indexing;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Pooling;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction;
import io.trihorn.graph.Reduction.ReduceKind;
import io.trihorn.graph.ShapeRules;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Small graphs of all kinds of ops on small float64 tensors, with gradients, from a seed. */
final class RandomGraphs {
  private static final long MOST_ELEMENTS = 600;

  private final Random random;
  private final GraphBuilder b = new GraphBuilder();
  private final Primitives p = new Primitives(b);
  private final List<Value> pool = new ArrayList<>();
  private final List<Supplier<Value>> makers =
      List.of(
          this::unary,
          this::binary,
          this::binary,
          this::withScalar,
          this::where,
          this::cast,
          this::composite,
          this::reduce,
          this::reduce,
          this::transpose,
          this::transpose,
          this::reshape,
          this::broadcast,
          this::slice,
          this::pad,
          this::reverse,
          this::concat,
          this::split,
          this::matmul,
          this::conv,
          this::conv,
          this::pool,
          this::cumSum,
          this::gather,
          this::topK,
          this::scan);

  private RandomGraphs(long seed) {
    random = new Random(seed);
  }

  /** A graph of about so many ops. */
  static Graph make(long seed, int ops) {
    return new RandomGraphs(seed).graph(ops);
  }

  /** Values for its parameters. */
  static List<TensorData> feeds(Graph graph) {
    Random random = new Random(5);
    List<TensorData> feeds = new ArrayList<>();
    for (TensorType type : graph.parameterTypes()) {
      TensorData data = TensorData.zeros(type);
      for (long i = 0; i < data.size(); i++) {
        data.setDouble(i, random.nextDouble() * 2 - 1);
      }
      feeds.add(data);
    }
    return feeds;
  }

  private Graph graph(int ops) {
    List<Value> parameters =
        List.of(
            b.parameter("image", TensorType.of(DataType.FLOAT64, 2, 5, 4, 3)),
            b.parameter("image2", TensorType.of(DataType.FLOAT64, 2, 3, 4, 5)),
            b.parameter("matrix", TensorType.of(DataType.FLOAT64, 3, 4)),
            b.parameter("vector", TensorType.of(DataType.FLOAT64, 3)));
    pool.addAll(parameters);
    pool.add(b.constant(data(2, 3)));
    pool.add(b.constant(data(4)));
    for (int i = 0; i < ops; i++) {
      Value made = makers.get(random.nextInt(makers.size())).get();
      if (made != null && made.type().size() <= MOST_ELEMENTS) {
        // Kept in bounds, so that what differs by rounding does not grow.
        pool.add(random.nextInt(3) > 0 ? made : p.unary(UnaryKind.TANH, made));
      }
    }
    List<Value> outputs = new ArrayList<>(pool.subList(Math.max(0, pool.size() - 3), pool.size()));
    if (random.nextBoolean()) {
      Value last = outputs.get(outputs.size() - 1);
      Value loss = p.reduce(ReduceKind.MEAN, last, axes(last.type().rank()), false);
      Gradients.of(b, loss, parameters).stream().filter(g -> g != null).forEach(outputs::add);
    }
    return b.build(outputs);
  }

  private static List<Integer> axes(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  private TensorData data(long... dims) {
    TensorData data = TensorData.zeros(TensorType.of(DataType.FLOAT64, dims));
    for (long i = 0; i < data.size(); i++) {
      data.setDouble(i, random.nextDouble() * 2 - 1);
    }
    return data;
  }

  private Value any() {
    return pool.get(random.nextInt(pool.size()));
  }

  /** A value of this rank, or null after some tries. */
  private Value any(int rank) {
    for (int i = 0; i < 20; i++) {
      Value v = any();
      if (v.type().rank() == rank && v.type().size() > 0) {
        return v;
      }
    }
    return null;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private int axisOf(Value x) {
    return random.nextInt(x.type().rank());
  }

  private Value unary() {
    return p.unary(
        pick(
            List.of(
                UnaryKind.NEG,
                UnaryKind.NEG,
                UnaryKind.ABS,
                UnaryKind.SIN,
                UnaryKind.TANH,
                UnaryKind.SIGMOID,
                UnaryKind.ERF,
                UnaryKind.SIGN)),
        any());
  }

  private Value binary() {
    Value x = any();
    for (int i = 0; i < 10; i++) {
      Value y = any();
      if (ShapeRules.broadcastShape(x.type().shape(), y.type().shape()) != null) {
        return p.binary(
            pick(
                List.of(
                    BinaryKind.ADD,
                    BinaryKind.SUB,
                    BinaryKind.MUL,
                    BinaryKind.MAX,
                    BinaryKind.MIN)),
            x,
            y);
      }
    }
    return p.add(x, x);
  }

  private Value withScalar() {
    Value x = any();
    double c = pick(List.of(0.0, -0.0, 1.0, 2.0));
    BinaryKind kind = pick(List.of(BinaryKind.ADD, BinaryKind.SUB, BinaryKind.MUL));
    Value constant = random.nextBoolean() ? p.scalarLike(x, c) : p.fullLike(x, c);
    return random.nextBoolean() ? p.binary(kind, x, constant) : p.binary(kind, constant, x);
  }

  private Value where() {
    Value x = any();
    Value condition = p.less(x, p.scalarLike(x, 0.1));
    return p.where(condition, p.mul(x, 0.5), random.nextBoolean() ? x : p.scalarLike(x, 1));
  }

  private Value cast() {
    Value x = any();
    DataType via = pick(List.of(DataType.FLOAT64, DataType.FLOAT32, DataType.INT32));
    return p.cast(p.cast(p.cast(x, via), DataType.FLOAT32), DataType.FLOAT64);
  }

  /** An elementwise composite. */
  record Swish() implements Composite {
    @Override
    public List<Value> decompose(GraphBuilder builder, List<Value> inputs) {
      Primitives p = new Primitives(builder);
      return List.of(p.mul(inputs.get(0), p.unary(UnaryKind.SIGMOID, inputs.get(0))));
    }

    @Override
    public Optional<Composite> permuted(List<Integer> permutation) {
      return Optional.of(this);
    }
  }

  private Value composite() {
    return b.add(new Swish(), any());
  }

  private Value reduce() {
    Value x = any();
    int rank = x.type().rank();
    List<Integer> axes = axes(rank).stream().filter(a -> random.nextBoolean()).toList();
    ReduceKind kind =
        pick(List.of(ReduceKind.SUM, ReduceKind.MEAN, ReduceKind.MAX, ReduceKind.MIN));
    return p.reduce(kind, x, axes, random.nextBoolean());
  }

  private Value transpose() {
    Value x = any();
    List<Integer> order = new ArrayList<>(axes(x.type().rank()));
    Collections.shuffle(order, random);
    return p.transpose(x, order);
  }

  private Value reshape() {
    Value x = any();
    List<Long> dims = new ArrayList<>();
    long rest = x.type().size();
    while (rest > 1 && dims.size() < 4) {
      long factor = rest;
      for (long f = 2; f < rest; f++) {
        if (rest % f == 0 && random.nextBoolean()) {
          factor = f;
          break;
        }
      }
      dims.add(factor);
      rest /= factor;
    }
    if (rest > 1) {
      dims.add(rest);
    }
    if (random.nextBoolean()) {
      dims.add(random.nextInt(dims.size() + 1), 1L);
    }
    return p.reshape(x, new Shape(dims));
  }

  private Value broadcast() {
    Value x = any();
    List<Long> dims = new ArrayList<>();
    for (long d : x.type().dims()) {
      dims.add(d == 1 ? 1 + random.nextInt(3) : d);
    }
    if (random.nextBoolean()) {
      dims.add(0, 2L);
    }
    return p.broadcast(x, new Shape(dims));
  }

  private Value slice() {
    Value x = any();
    List<Long> starts = new ArrayList<>();
    List<Long> limits = new ArrayList<>();
    List<Long> strides = new ArrayList<>();
    for (long d : x.type().dims()) {
      long start = random.nextInt((int) Math.max(1, d / 2));
      starts.add(start);
      limits.add(start + 1 + random.nextInt((int) (d - start)));
      strides.add(1L + random.nextInt(2));
    }
    return p.slice(x, starts, limits, strides);
  }

  private Value pad() {
    Value x = any();
    List<Long> low = axes(x.type().rank()).stream().map(a -> (long) random.nextInt(2)).toList();
    List<Long> high = axes(x.type().rank()).stream().map(a -> (long) random.nextInt(2)).toList();
    return p.pad(x, low, high, 0.25);
  }

  private Value reverse() {
    Value x = any();
    return p.reverse(x, axes(x.type().rank()).stream().filter(a -> random.nextBoolean()).toList());
  }

  private Value concat() {
    Value x = any();
    if (x.type().rank() == 0) {
      return null;
    }
    List<Value> alike = pool.stream().filter(v -> v.type().equals(x.type())).limit(2).toList();
    List<Value> all = new ArrayList<>(alike);
    all.add(x);
    return p.concat(all, axisOf(x));
  }

  private Value split() {
    Value x = any();
    if (x.type().rank() == 0) {
      return null;
    }
    int axis = axisOf(x);
    long n = x.type().dim(axis);
    List<Value> parts = p.split(x, axis, List.of(n / 2, n - n / 2));
    return random.nextBoolean() ? parts.get(1) : p.concat(parts, axis);
  }

  private Value matmul() {
    Value x = any(2);
    if (x == null) {
      return null;
    }
    Value y = b.constant(data(x.type().dim(1), 3));
    return random.nextBoolean()
        ? p.matmul(x, y, false, false)
        : p.matmul(p.transpose(x, List.of(1, 0)), p.transpose(y, List.of(1, 0)), true, true);
  }

  private Value conv() {
    Value x = any(4);
    if (x == null) {
      return null;
    }
    Layout layout = pick(List.of(Layout.values()));
    long channels = x.type().dim(layout.channelAxis(4));
    Linear.ConvSpec spec =
        new Linear.ConvSpec(
            List.of(1, 1 + random.nextInt(2)),
            List.of(1, 0),
            List.of(1, 1),
            List.of(1, 1),
            1,
            layout);
    return p.mul(b.add(new Linear.Conv(spec), x, b.constant(data(2, 2, channels, 3))), 0.3);
  }

  private Value pool() {
    Value x = any(4);
    if (x == null) {
      return null;
    }
    Layout layout = pick(List.of(Layout.values()));
    Pooling.PoolSpec spec =
        new Pooling.PoolSpec(List.of(2, 2), List.of(1, 2), List.of(1, 0), List.of(1, 1), layout);
    return b.add(
        random.nextBoolean() ? new Pooling.MaxPool(spec) : new Pooling.AveragePool(spec), x);
  }

  private Value cumSum() {
    Value x = any();
    return x.type().rank() == 0 ? null : b.add(new Reduction.CumSum(axisOf(x)), x);
  }

  private Value gather() {
    Value x = any();
    return x.type().rank() == 0
        ? null
        : p.gather(x, b.constant(TensorData.of(new int[] {1, 0, 5}, 3)), axisOf(x));
  }

  private Value topK() {
    Value x = any();
    return x.type().rank() == 0
        ? null
        : b.addAll(new Indexing.TopK(1 + random.nextInt((int) x.type().dim(-1))), List.of(x))
            .get(0);
  }

  /** A loop with a carry that matters, one that does not, and an unused result. */
  private Value scan() {
    Value x = any();
    if (x.type().rank() == 0) {
      return null;
    }
    TensorType slice = x.type().withShape(Arrays.copyOfRange(x.type().dims(), 1, x.type().rank()));
    GraphBuilder body = new GraphBuilder();
    Primitives q = new Primitives(body);
    Value sum = body.parameter("sum", slice);
    Value idle = body.parameter("idle", slice);
    Value step = body.parameter("x", slice);
    Value factor = body.parameter("factor", x.type().withShape());
    Value next = q.unary(UnaryKind.TANH, q.add(q.mul(sum, factor), q.mul(step, 1)));
    List<Value> results =
        new ArrayList<>(List.of(next, q.add(idle, step), q.neg(q.neg(next)), q.mul(idle, step)));
    Collections.swap(results, 2, 2 + random.nextInt(2));
    Control.Scan scan =
        new Control.Scan(body.build(results), 2, 1, (int) x.type().dim(0), random.nextBoolean());
    Value zero = p.full(slice, 0.5);
    return b.addAll(scan, List.of(zero, zero, x, p.scalarLike(x, 0.7))).get(random.nextInt(3));
  }
}
