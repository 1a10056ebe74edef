package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.trihorn.composites.AbsMaxRounding;
import io.trihorn.composites.AdamUpdate;
import io.trihorn.composites.DotProductAttention;
import io.trihorn.composites.Gelu;
import io.trihorn.composites.GruSequence;
import io.trihorn.composites.IntegerProduct;
import io.trihorn.composites.LayerNormalize;
import io.trihorn.composites.LstmSequence;
import io.trihorn.graph.Composite;
import io.trihorn.graph.Control;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.GraphBuilder;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import io.trihorn.ops.BatchNormalize;
import io.trihorn.ops.BatchNormalizeGradient;
import io.trihorn.ops.Fusions;
import io.trihorn.ops.RandomBits;
import io.trihorn.ops.Standardize;
import io.trihorn.ops.StopGradient;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Composites, which a backend may claim: the native form must do what the decomposition does. */
final class CompositeCases {
  private static final DataType F = DataType.FLOAT32;
  private static final Fill WIDE = random -> 20 * random.nextGaussian();

  private CompositeCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("composite");
    for (DataType dtype : Dtypes.FLOATS) {
      list.add("relu " + dtype, c -> c.output(add(c, new Fusions.Relu(), c.input(dtype, 3, 7))));
      list.add("relu 6 " + dtype, c -> relu6(c, dtype));
      list.add(
          "softplus " + dtype, c -> c.output(add(c, new Fusions.Softplus(), c.input(dtype, 3, 7))));
      list.add("softmax " + dtype, c -> softmax(c, dtype));
      list.add("standardize " + dtype, c -> standardize(c, dtype));
      list.add("cross-entropies " + dtype, c -> crossEntropies(c, dtype));
      list.add("gelu " + dtype, c -> gelu(c, dtype));
      list.add("layer normalization " + dtype, c -> layerNormalize(c, dtype));
      list.add("batch normalization " + dtype, c -> batchNormalize(c, dtype));
      list.add("dot product attention " + dtype, c -> attention(c, dtype));
      list.add("lstm sequence " + dtype, c -> lstm(c, dtype));
      list.add("gru sequence " + dtype, c -> gru(c, dtype));
    }
    list.add("lstm sequence of many rows", c -> many(c, new LstmSequence(true, true), 4, 2));
    list.add("gru sequence of many rows", c -> many(c, new GruSequence(true, true), 3, 1));
    list.add("lstm sequence of long rows", c -> wide(c, new LstmSequence(false, true), 4, 2));
    list.add("gru sequence of long rows", c -> wide(c, new GruSequence(false, true), 3, 1));
    LayerNormalizeCases.addTo(list);
    list.add("batch normalization far from zero", CompositeCases::farBatchNormalize);
    list.add("batch normalization of many rows", CompositeCases::longBatchNormalize);
    list.add("batch normalization and rectifiers", CompositeCases::rectifiedBatchNormalize);
    list.add("gelu edges", CompositeCases::geluEdges);
    list.add("relu edges", CompositeCases::reluEdges);
    list.add("softplus edges", CompositeCases::softplusEdges);
    list.add("softmax of large logits", CompositeCases::wideSoftmax);
    for (Layout layout : Layout.values()) {
      list.add("softmax of a convolution " + layout, c -> convolved(c, layout));
    }
    list.add("softmax shapes", CompositeCases::softmaxShapes);
    list.add("cross-entropies of large logits", CompositeCases::wideCrossEntropies);
    list.add("cross-entropies shapes", CompositeCases::crossEntropyShapes);
    list.add("sparse cross-entropy of indices out of range", CompositeCases::outOfRange);
    list.add("integer product", CompositeCases::integerProduct);
    list.add("abs max rounding", CompositeCases::absMaxRounding);
    list.add("adam update", CompositeCases::adam);
    list.add("random bits", CompositeCases::randomBits);
    list.add("stop gradient", CompositeCases::stopGradient);
    list.add("inside a loop", CompositeCases::inLoop);
    return list.cases();
  }

  private static Value add(CaseBuilder c, Composite op, Value... inputs) {
    return c.graph().add(op, inputs);
  }

  private static void softmax(CaseBuilder c, DataType dtype) {
    c.terms(8);
    Value x = c.input(dtype, 4, 8);
    c.output(add(c, new Fusions.Softmax(1), x), add(c, new Fusions.LogSoftmax(1), x));
  }

  private static void standardize(CaseBuilder c, DataType dtype) {
    c.terms(24);
    Value x = c.input(dtype, 3, 4, 6);
    for (boolean centered : new boolean[] {true, false}) {
      c.graph()
          .addAll(new Standardize(List.of(1, 2), 1e-3, centered), List.of(x))
          .forEach(c::output);
    }
  }

  private static void gelu(CaseBuilder c, DataType dtype) {
    for (boolean approximate : new boolean[] {true, false}) {
      c.output(add(c, new Gelu(approximate), c.input(dtype, 3, 7)));
      c.output(add(c, new Gelu(approximate), c.input(dtype)));
    }
  }

  private static void layerNormalize(CaseBuilder c, DataType dtype) {
    c.terms(24);
    for (int axes = 1; axes <= 2; axes++) {
      Value x = c.input(dtype, 3, 4, 6);
      long[] dims = axes == 1 ? new long[] {6} : new long[] {4, 6};
      Value gamma = c.input(dtype, dims);
      c.output(add(c, new LayerNormalize(axes, 1e-3), x, gamma, c.input(dtype, dims)));
    }
  }

  private static void batchNormalize(CaseBuilder c, DataType dtype) {
    c.terms(24);
    for (int axis = 0; axis <= 2; axis++) {
      Value x = c.input(dtype, 3, 4, 6);
      long channels = x.type().dim(axis);
      normalized(c, new BatchNormalize(axis, 1e-3), x).forEach(c::output);
      c.graph()
          .addAll(
              new BatchNormalizeGradient(axis, 1e-3),
              List.of(
                  c.input(dtype, 3, 4, 6),
                  x,
                  c.input(dtype, channels),
                  c.input(dtype, channels),
                  c.input(dtype, Fill.uniform(0.5, 2), channels)))
          .forEach(c::output);
    }
  }

  private static List<Value> normalized(CaseBuilder c, BatchNormalize op, Value x) {
    DataType dtype = x.dtype();
    long channels = x.type().dim(op.axis());
    return c.graph().addAll(op, List.of(x, c.input(dtype, channels), c.input(dtype, channels)));
  }

  /** A variance that is small against the square of the mean. */
  private static void farBatchNormalize(CaseBuilder c) {
    c.terms(64);
    Value x = c.input(F, random -> 30 + random.nextGaussian(), 64, 3);
    normalized(c, new BatchNormalize(1, 1e-3), x).forEach(c::output);
  }

  /** More than a kernel takes at once: many rows of few channels, and few of many. */
  private static void longBatchNormalize(CaseBuilder c) {
    for (long[] dims : new long[][] {{40, 31, 33, 3}, {37, 2100}}) {
      c.terms(40 * 31 * 33);
      Value x = c.input(F, dims);
      normalized(c, new BatchNormalize(dims.length - 1, 1e-3), x).forEach(c::output);
    }
  }

  /** Rectifiers of what is normalized, with gradients; one of them of what something else needs. */
  private static void rectifiedBatchNormalize(CaseBuilder c) {
    Value x = c.input(F, 30, 5);
    Value again = c.input(F, 30, 5);
    Value scale = c.input(F, Fill.uniform(3, 9), 5);
    Value offset = c.input(F, 5);
    BatchNormalize op = new BatchNormalize(1, 1e-3);
    for (Composite rectifier : List.of(new Fusions.Relu(), new Fusions.Relu6())) {
      Value y = c.graph().addAll(op, List.of(x, scale, offset)).get(0);
      c.output(add(c, rectifier, y));
      Value z = c.graph().addAll(op, List.of(again, scale, offset)).get(0);
      c.output(add(c, rectifier, z), z);
    }
    c.terms(60);
    c.differentiate();
  }

  /** Three queries that look at five keys, in four heads over two of keys. */
  private static void attention(CaseBuilder c, DataType dtype) {
    c.terms(30);
    Fill small = Fill.uniform(-1, 1);
    Value mask = c.input(DataType.BOOLEAN, Fill.integers(0, 1), 2, 1, 3, 5);
    for (long keyHeads : new long[] {4, 2}) {
      Value query = c.input(dtype, small, 2, 3, 4, 6);
      Value key = c.input(dtype, small, 2, 5, keyHeads, 6);
      Value value = c.input(dtype, small, 2, 5, keyHeads, 3);
      DotProductAttention op = new DotProductAttention(List.of(1), 0.5);
      c.output(add(c, op, query, key, value), add(c, op, query, key, value, mask));
    }
  }

  private static void lstm(CaseBuilder c, DataType dtype) {
    c.terms(40);
    for (boolean reverse : new boolean[] {false, true}) {
      List<Value> operands = recurrent(c, dtype, 4, 2);
      c.graph().addAll(new LstmSequence(reverse, true), operands).forEach(c::output);
      Value bias = c.input(dtype, Fill.uniform(-1, 1), 12);
      List<Value> biased = Stream.concat(operands.stream(), Stream.of(bias)).toList();
      c.graph().addAll(new LstmSequence(reverse, true), biased).forEach(c::output);
      c.graph().addAll(new LstmSequence(reverse, false), biased).forEach(c::output);
    }
  }

  private static void gru(CaseBuilder c, DataType dtype) {
    c.terms(40);
    for (boolean reverse : new boolean[] {false, true}) {
      List<Value> operands = recurrent(c, dtype, 3, 1);
      c.graph().addAll(new GruSequence(reverse, true), operands).forEach(c::output);
      Value bias = c.input(dtype, Fill.uniform(-1, 1), 9);
      Value inner = c.input(dtype, Fill.uniform(-1, 1), 9);
      List<Value> biased = Stream.concat(operands.stream(), Stream.of(bias, inner)).toList();
      c.graph().addAll(new GruSequence(reverse, true), biased).forEach(c::output);
      c.graph().addAll(new GruSequence(reverse, false), biased).forEach(c::output);
    }
  }

  /** Five steps of two sequences of four features, for three units. */
  private static List<Value> recurrent(CaseBuilder c, DataType dtype, int gates, int states) {
    return recurrent(c, dtype, 0.7, new long[] {5, 2, 4}, 3, gates, states);
  }

  /** More rows than a thread, or a kernel, takes at once. */
  private static void many(CaseBuilder c, Composite op, int gates, int states) {
    biased(c, op, recurrent(c, F, 0.2, new long[] {20, 51, 3}, 44, gates, states), 1020);
  }

  /** Rows longer than what a kernel takes at once. */
  private static void wide(CaseBuilder c, Composite op, int gates, int states) {
    biased(c, op, recurrent(c, F, 0.05, new long[] {2, 1, 3}, 1030, gates, states), 1030);
  }

  private static void biased(CaseBuilder c, Composite op, List<Value> operands, double terms) {
    c.terms(terms);
    long columns = operands.get(2).type().dim(1);
    List<Value> all = new ArrayList<>(operands);
    for (int i = 0; i < (op instanceof GruSequence ? 2 : 1); i++) {
      all.add(c.input(F, Fill.uniform(-1, 1), columns));
    }
    c.output(c.graph().addAll(op, all));
  }

  /**
   * Operands but for biases.
   *
   * @param scale the largest elements
   * @param x how many steps, sequences and features
   */
  private static List<Value> recurrent(
      CaseBuilder c, DataType dtype, double scale, long[] x, long units, int gates, int states) {
    Fill small = Fill.uniform(-scale, scale);
    List<Value> operands = new ArrayList<>();
    operands.add(c.input(dtype, small, x));
    operands.add(c.input(dtype, small, x[2], units * gates));
    operands.add(c.input(dtype, small, units, units * gates));
    for (int i = 0; i < states; i++) {
      operands.add(c.input(dtype, small, x[1], units));
    }
    return operands;
  }

  /** The layout pass may bring the axis elsewhere, where an engine may not have the function. */
  private static void convolved(CaseBuilder c, Layout layout) {
    c.terms(20);
    List<Integer> none = List.of(0);
    Linear.ConvSpec spec = new Linear.ConvSpec(List.of(1), none, none, List.of(1), 1, layout);
    Value x = c.input(DataType.FLOAT32, 2, 4, 4);
    Value y = c.graph().add(new Linear.Conv(spec), x, c.input(DataType.FLOAT32, 2, 4, 3));
    for (int axis = 1; axis < 3; axis++) {
      c.output(add(c, new Fusions.Softmax(axis), y), add(c, new Fusions.LogSoftmax(axis), y));
    }
  }

  private static void wideSoftmax(CaseBuilder c) {
    c.terms(8);
    Value x = c.input(F, random -> 200 * random.nextGaussian(), 6, 8);
    c.output(add(c, new Fusions.Softmax(1), x), add(c, new Fusions.LogSoftmax(1), x));
  }

  private static void softmaxShapes(CaseBuilder c) {
    c.terms(5);
    long[][] shapes = {{5}, {1}, {3, 1}, {2, 3, 4}, {2, 1, 3, 2}, {2, 2, 1, 3, 2}, {0, 3}};
    for (long[] shape : shapes) {
      for (int axis = 0; axis < shape.length; axis++) {
        if (shape[axis] > 0) {
          Value x = c.input(F, shape);
          c.output(add(c, new Fusions.Softmax(axis), x), add(c, new Fusions.LogSoftmax(axis), x));
        }
      }
    }
  }

  private static void reluEdges(CaseBuilder c) {
    double inf = Double.POSITIVE_INFINITY;
    c.output(add(c, new Fusions.Relu(), c.values(F, Double.NaN, inf, -inf, 0, -0.0, 3e38, -3e38)));
    c.output(add(c, new Fusions.Relu(), c.input(F)), add(c, new Fusions.Relu(), c.input(F, 0, 2)));
    c.output(add(c, new Fusions.Relu(), c.input(F, 2, 1, 3, 1, 2)));
    c.output(add(c, new Fusions.Relu6(), c.values(F, Double.NaN, inf, -inf, 0, -0.0, 6, 5.5, 7)));
    c.output(
        add(c, new Fusions.Relu6(), c.input(F)), add(c, new Fusions.Relu6(), c.input(F, 0, 2)));
  }

  /** Also with other bounds, of values that are read once and of those that are read again. */
  private static void relu6(CaseBuilder c, DataType dtype) {
    Value above = add(c, new Fusions.Relu(), c.input(dtype, WIDE, 3, 7));
    Value once = add(c, new Fusions.Relu(), c.input(dtype, WIDE, 3, 7));
    Value other = c.input(dtype, WIDE, 3, 7);
    c.output(
        add(c, new Fusions.Relu6(), other),
        c.ops().binary(BinaryKind.MIN, c.ops().scalarLike(once, 2), once),
        c.ops().binary(BinaryKind.MIN, above, c.ops().scalarLike(above, 3)),
        c.ops().binary(BinaryKind.MIN, other, c.ops().scalarLike(other, 1)),
        above);
  }

  /** What stays of a large number if its error function is not exactly one. */
  private static void geluEdges(CaseBuilder c) {
    double[] values = {Double.NaN, 0, 1e-6, -1e-6, 4, -4, 8, -8, 5e3, -5e3, 1e6, -1e6};
    for (boolean approximate : new boolean[] {false, true}) {
      c.output(add(c, new Gelu(approximate), c.values(F, values)));
    }
  }

  private static void softplusEdges(CaseBuilder c) {
    double inf = Double.POSITIVE_INFINITY;
    double[] values = {Double.NaN, inf, -inf, 0, 100, -100, 20, -20, 1e-6, 1e4, -1e4, 3e38};
    c.output(add(c, new Fusions.Softplus(), c.values(F, values)));
  }

  private static void crossEntropies(CaseBuilder c, DataType dtype) {
    c.terms(8);
    Value logits = c.input(dtype, 4, 8);
    Value labels = c.fixed(c.input(dtype, Fill.uniform(0, 0.25), 4, 8));
    c.output(add(c, new Fusions.SoftmaxCrossEntropy(), logits, labels));
    c.output(add(c, new Fusions.SigmoidCrossEntropy(), logits, labels));
    Value indices = c.input(DataType.INT32, Fill.integers(0, 7), 4);
    c.output(add(c, new Fusions.SparseSoftmaxCrossEntropy(), logits, indices));
  }

  private static void wideCrossEntropies(CaseBuilder c) {
    c.terms(8);
    Value logits = c.input(F, WIDE, 16, 8);
    Value labels = c.fixed(c.input(F, Fill.integers(0, 1), 16, 8));
    c.output(add(c, new Fusions.SoftmaxCrossEntropy(), logits, labels));
    c.output(add(c, new Fusions.SigmoidCrossEntropy(), logits, labels));
    Value indices = c.input(DataType.INT64, Fill.integers(0, 7), 16);
    c.output(add(c, new Fusions.SparseSoftmaxCrossEntropy(), logits, indices));
  }

  private static void crossEntropyShapes(CaseBuilder c) {
    c.terms(8);
    for (long[] shape : new long[][] {{5}, {1, 3}, {2, 3, 4}, {2, 1, 3, 2}, {3, 1}}) {
      Value logits = c.input(F, shape);
      Value labels = c.fixed(c.input(F, Fill.uniform(0, 1), shape));
      long[] kept = Arrays.copyOf(shape, shape.length - 1);
      Fill classes = Fill.integers(0, (int) shape[shape.length - 1] - 1);
      c.output(add(c, new Fusions.SoftmaxCrossEntropy(), logits, labels));
      c.output(add(c, new Fusions.SigmoidCrossEntropy(), logits, labels));
      Value indices = c.input(DataType.INT32, classes, kept);
      c.output(add(c, new Fusions.SparseSoftmaxCrossEntropy(), logits, indices));
    }
  }

  /** The largest sums of one sign, mixed signs, and more terms than float32 sums exactly. */
  private static void integerProduct(CaseBuilder c) {
    for (Fill fill :
        List.<Fill>of(
            random -> random.nextInt(256) - 128,
            random -> -128,
            random -> 127 - random.nextInt(2))) {
      for (int inner : new int[] {1, 7, 64, 3000}) {
        Value a = c.input(DataType.INT8, fill, 5, inner);
        Value b = c.input(DataType.INT8, fill, inner, 6);
        c.output(add(c, new IntegerProduct(), a, b));
      }
    }
  }

  /** Of rows, of columns and of all, with zeros and halves among them. */
  private static void absMaxRounding(CaseBuilder c) {
    TensorData halves = TensorData.of(new float[] {2, 1.5f, 0.5f, -0.5f, -2, 0, 0, 0}, 2, 4);
    for (Value x : List.of(c.fixed(c.input(halves)), c.fixed(c.input(F, 5, 70)))) {
      for (List<Integer> axes : List.of(List.of(1), List.of(0), List.of(0, 1))) {
        for (int high : new int[] {2, 7, 127}) {
          c.output(new AbsMaxRounding(-high - 1, high, DataType.INT8, 1e-7, axes), x);
        }
      }
    }
  }

  private static void outOfRange(CaseBuilder c) {
    c.terms(4);
    Value indices = c.integers(DataType.INT32, 0, -1, 4, 3);
    c.output(add(c, new Fusions.SparseSoftmaxCrossEntropy(), c.input(F, 4, 4), indices));
  }

  private static void adam(CaseBuilder c) {
    for (long[] shape : new long[][] {{}, {7}, {3, 5}, {2, 1, 3, 4}}) {
      Value w = c.input(F, shape);
      Value m = c.input(F, Fill.uniform(-0.1, 0.1), shape);
      Value v = c.input(F, Fill.uniform(0, 0.1), shape);
      Value alpha = c.input(F, Fill.uniform(0.001, 0.01));
      List<Value> operands = List.of(w, m, v, c.input(F, shape), alpha);
      c.output(c.graph().addAll(new AdamUpdate(0.9, 0.999, 1e-7), operands));
      c.output(c.graph().addAll(new AdamUpdate(0.8, 0.95, 1e-3), operands));
    }
  }

  private static void randomBits(CaseBuilder c) {
    Value key = c.integers(DataType.INT32, 42, -7);
    c.output(add(c, new RandomBits(new Shape(100)), key));
    c.output(add(c, new RandomBits(new Shape(3, 5, 2)), key));
    c.output(add(c, new RandomBits(new Shape()), key));
    c.output(add(c, new RandomBits(new Shape(2, 1)), c.input(TensorData.of(new int[2], 2))));
  }

  private static void stopGradient(CaseBuilder c) {
    Value x = c.input(F, 3);
    Value stopped = add(c, new StopGradient(), x);
    c.output(c.ops().mul(stopped, x), stopped);
  }

  private static void inLoop(CaseBuilder c) {
    var type = TensorType.of(F, 2, 3);
    var body = new GraphBuilder();
    Value state = body.parameter("state", type);
    Value x = body.parameter("x", type);
    Value sum = new Primitives(body).add(state, x);
    Value next = body.add(new Fusions.Softmax(1), body.add(new Fusions.Relu(), sum));
    var scan = new Control.Scan(body.build(List.of(next, next)), 1, 1, 4, false);
    c.terms(20);
    c.output(c.graph().addAll(scan, List.of(c.input(F, 2, 3), c.input(F, 4, 2, 3))));
  }
}
