package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.graph.gradient.Gradients;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Collects what a case consists of: a graph, what it is fed, and how exact its outputs are. */
public final class CaseBuilder {
  private static final double GRADIENT_TERMS = 20;

  private final GraphBuilder builder = new GraphBuilder();
  private final Random random;
  private final boolean doubles;
  private final List<TensorData> feeds = new ArrayList<>();
  private final List<Value> parameters = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private double terms = 1;
  private Tolerance tolerance;

  /**
   * An empty case.
   *
   * @param seed what the random inputs follow from
   * @param doubles whether float32 inputs become float64, for more digits
   */
  CaseBuilder(long seed, boolean doubles) {
    this.random = new Random(seed);
    this.doubles = doubles;
  }

  /** Where ops are added. */
  public GraphBuilder graph() {
    return builder;
  }

  /** A short way to add ops. */
  public Primitives ops() {
    return new Primitives(builder);
  }

  /** The source of the case's random choices. */
  public Random random() {
    return random;
  }

  /** A parameter that is fed this. */
  public Value input(TensorData data) {
    boolean promoted = doubles && data.dtype() == DataType.FLOAT32;
    feeds.add(promoted ? data.cast(DataType.FLOAT64) : data);
    Value value = builder.parameter("x" + feeds.size(), feeds.get(feeds.size() - 1).type());
    parameters.add(value);
    return value;
  }

  /** A parameter that is fed random elements. */
  public Value input(DataType dtype, Fill fill, long... dims) {
    return input(Fill.tensor(TensorType.of(dtype, dims), fill, random));
  }

  /** A parameter that is fed random elements that suit the element type. */
  public Value input(DataType dtype, long... dims) {
    return input(dtype, Fill.of(dtype), dims);
  }

  /** A parameter that is fed these numbers, converted to the element type. */
  public Value values(DataType dtype, double... values) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, values.length));
    for (int i = 0; i < values.length; i++) {
      data.setDouble(i, values[i]);
    }
    return input(data);
  }

  /** A parameter that is fed these integers. */
  public Value integers(DataType dtype, long... values) {
    TensorData data = TensorData.zeros(TensorType.of(dtype, values.length));
    for (int i = 0; i < values.length; i++) {
      data.setLong(i, values[i]);
    }
    return input(data);
  }

  /** A parameter that is fed these elements, written as their type has them. */
  Value elements(DataType dtype, String... elements) {
    return dtype.isFloating()
        ? values(dtype, Stream.of(elements).mapToDouble(Double::parseDouble).toArray())
        : integers(dtype, Stream.of(elements).mapToLong(Long::parseLong).toArray());
  }

  /** Says that an input is not one to differentiate with respect to. */
  public Value fixed(Value input) {
    parameters.set(parameters.indexOf(input), null);
    return input;
  }

  /** Declares outputs. */
  public void output(Value... values) {
    outputs.addAll(List.of(values));
  }

  /** Declares outputs. */
  public void output(List<Value> values) {
    outputs.addAll(values);
  }

  /** Adds an op and declares its results outputs. */
  public void output(Op op, Value... operands) {
    output(builder.addAll(op, List.of(operands)));
  }

  /** Says that the outputs are sums of so many terms, which widens the tolerance. */
  public void terms(double count) {
    terms = count;
  }

  /** Says that the outputs are the same bits as the reference's, but for which NaN it is. */
  public void exact() {
    tolerance = Tolerance.EXACT;
  }

  /** Sets the tolerance of all floating outputs. */
  public void tolerance(double relative, double absolute) {
    tolerance = new Tolerance(relative, absolute);
  }

  /**
   * Where things are in a case with gradients.
   *
   * @param functions positions of the differentiated outputs
   * @param cotangents positions of the feeds that weight them
   * @param inputs positions of the feeds they are differentiated with respect to
   * @param gradients position of the gradient for each of these, or -1 where there is none
   */
  record Derivative(
      List<Integer> functions,
      List<Integer> cotangents,
      List<Integer> inputs,
      List<Integer> gradients) {}

  /**
   * Adds, as outputs, the gradients of the floating outputs so far with respect to the floating
   * inputs so far. The cotangents are further inputs.
   */
  Derivative differentiate() {
    Derivative places =
        new Derivative(
            floating(outputs), new ArrayList<>(), floating(parameters), new ArrayList<>());
    List<Value> functions = places.functions().stream().map(outputs::get).toList();
    List<Value> wrt = places.inputs().stream().map(parameters::get).toList();
    List<Value> cotangents = new ArrayList<>();
    for (Value function : functions) {
      places.cotangents().add(feeds.size());
      cotangents.add(input(function.dtype(), Fill.NORMAL, function.type().dims()));
    }
    for (Value gradient : Gradients.of(builder, functions, cotangents, wrt)) {
      places.gradients().add(gradient == null ? -1 : outputs.size());
      if (gradient != null) {
        outputs.add(gradient);
      }
    }
    // An element of a gradient is a sum over all that its input goes into.
    terms = GRADIENT_TERMS * Math.max(terms, functions.size());
    tolerance = null;
    return places;
  }

  private static List<Integer> floating(List<Value> values) {
    return IntStream.range(0, values.size())
        .filter(i -> values.get(i) != null && values.get(i).dtype().isFloating())
        .boxed()
        .toList();
  }

  OpCase.Built build() {
    Graph graph = builder.build(outputs);
    List<Tolerance> tolerances =
        outputs.stream()
            .map(v -> tolerance == null ? Tolerance.of(v.dtype(), terms) : tolerance)
            .toList();
    return new OpCase.Built(graph, List.copyOf(feeds), tolerances);
  }
}
