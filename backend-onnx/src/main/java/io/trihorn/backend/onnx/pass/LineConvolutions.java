package io.trihorn.backend.onnx.pass;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.graph.Elementwise;
import io.trihorn.graph.Graph;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Node;
import io.trihorn.graph.Op;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.Reduction.Reduce;
import io.trihorn.graph.Shaping;
import io.trihorn.graph.Value;
import io.trihorn.ops.PointwiseFusion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Convolutions over one axis as ones over two, the first of which has one place, and so what
 * follows them element by element and reduces them. ONNX Runtime lays images out in blocks of
 * channels for convolutions over two axes alone.
 */
public final class LineConvolutions {
  /** Brings {@code (batch, 1, places, channels)} to channels first. */
  private static final List<Integer> TO_CHANNELS_FIRST = List.of(0, 3, 1, 2);

  /** What brings {@code (batch, places, channels)} there. */
  private static final List<Integer> LINE_TO_CHANNELS_FIRST = List.of(0, 2, 1);

  private final GraphBuilder builder;
  private final Primitives p;

  /**
   * By values {@code (batch, channels, places)} the same as {@code (batch, channels, 1, places)}.
   */
  private final Map<Value, Value> images = new HashMap<>();

  private LineConvolutions(Graph graph) {
    builder = new GraphBuilder(graph);
    p = new Primitives(builder);
  }

  /** The graph with its convolutions over one axis replaced; the same if there are none. */
  public static Graph widened(Graph graph) {
    if (graph.nodes().stream().noneMatch(LineConvolutions::isLine)) {
      return graph;
    }
    LineConvolutions walk = new LineConvolutions(graph);
    graph.nodes().forEach(node -> walk.builder.within(node.scope(), () -> walk.visit(node)));
    return walk.builder.build(graph.outputs(), graph.updates());
  }

  private static boolean isLine(Node node) {
    return node.op() instanceof Linear.Conv conv
        && conv.spec().spatialRank() == 1
        && conv.spec().layout() == Layout.CHANNELS_FIRST
        && node.output().type().dtype() == DataType.FLOAT32;
  }

  private Void visit(Node node) {
    if (isLine(node)) {
      put(node, convolution(((Linear.Conv) node.op()).spec(), node));
    } else if (node.inputs().stream().anyMatch(images::containsKey)) {
      if (isPointwise(node)) {
        put(node, builder.add(node.op(), node.inputs().stream().map(this::aligned).toList()));
      } else if (node.op() instanceof Reduce reduce) {
        builder.replace(node.output(), reduced(reduce, node));
      }
    }
    return null;
  }

  /** Has an image stand for a node's result, and for others than these rules its line again. */
  private void put(Node node, Value image) {
    images.put(node.output(), image);
    builder.replace(node.output(), p.reshape(image, node.output().type().shape()));
  }

  private Value convolution(ConvSpec spec, Node node) {
    ConvSpec wide =
        new ConvSpec(
            with(1, spec.strides()),
            with(0, spec.padLow()),
            with(0, spec.padHigh()),
            with(1, spec.dilation()),
            spec.groups(),
            spec.layout());
    Shape kernel = node.input(1).type().shape();
    Value window = p.reshape(node.input(1), 1, kernel.get(0), kernel.get(1), kernel.get(2));
    return builder.add(new Linear.Conv(wide), image(node.input(0)), window);
  }

  private static List<Integer> with(int first, List<Integer> rest) {
    return Stream.concat(Stream.of(first), rest.stream()).toList();
  }

  /** A line as an image; what was brought to channels first as a line is so as an image. */
  private Value image(Value line) {
    Value known = images.get(line);
    if (known != null) {
      return known;
    }
    Op op = line.op();
    if (op instanceof Shaping.Transpose t && t.permutation().equals(LINE_TO_CHANNELS_FIRST)) {
      Value from = line.node().input(0);
      Shape shape = from.type().shape();
      Value image = p.reshape(from, shape.get(0), 1, shape.get(1), shape.get(2));
      known = p.transpose(image, TO_CHANNELS_FIRST);
    } else {
      known = withAxis(line);
    }
    images.put(line, known);
    return known;
  }

  /** An operand that is aligned with lines at the last axis, to be aligned with images. */
  private Value aligned(Value x) {
    Value known = images.get(x);
    if (known != null) {
      return known;
    }
    return x.op() instanceof Shaping.Broadcast ? withAxis(x.node().input(0)) : withAxis(x);
  }

  /** A value with an axis of extent one before its last, if there is one before that. */
  private Value withAxis(Value x) {
    List<Long> dims = new ArrayList<>(LongStream.of(x.type().dims()).boxed().toList());
    if (dims.size() < 2) {
      return x;
    }
    dims.add(dims.size() - 1, 1L);
    return p.reshape(x, dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** Whether each element of a node's result comes from those at its place; one is in an image. */
  private boolean isPointwise(Node node) {
    boolean elementwise = node.op() instanceof Elementwise || node.op() instanceof PointwiseFusion;
    // Else the result would be larger than the image.
    return elementwise
        && node.inputs().stream()
            .anyMatch(
                x ->
                    images.containsKey(x) && x.type().shape().equals(node.output().type().shape()));
  }

  private Value reduced(Reduce op, Node node) {
    List<Integer> axes =
        op.axes().stream().flatMap(a -> a < 2 ? Stream.of(a) : Stream.of(2, 3)).toList();
    Value image = images.get(node.input(0));
    Value result = builder.add(new Reduce(op.kind(), axes, false), image);
    return p.reshape(result, node.output().type().shape());
  }
}
