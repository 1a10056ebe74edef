package io.trihorn.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Collects what a case consists of: a graph, what it is fed, and how exact its outputs are. */
public final class CaseBuilder {
  private final GraphBuilder builder = new GraphBuilder();
  private final Random random;
  private final List<TensorData> feeds = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private double terms = 1;
  private Tolerance tolerance;

  /** An empty case whose random inputs follow from the seed. */
  CaseBuilder(long seed) {
    this.random = new Random(seed);
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
    feeds.add(data);
    return builder.parameter("x" + feeds.size(), data.type());
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

  /** Declares outputs. */
  public void output(Value... values) {
    outputs.addAll(List.of(values));
  }

  /** Declares outputs. */
  public void output(List<Value> values) {
    outputs.addAll(values);
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

  OpCase.Built build() {
    Graph graph = builder.build(outputs);
    List<Tolerance> tolerances =
        outputs.stream()
            .map(v -> tolerance == null ? Tolerance.of(v.dtype(), terms) : tolerance)
            .toList();
    return new OpCase.Built(graph, List.copyOf(feeds), tolerances);
  }
}
