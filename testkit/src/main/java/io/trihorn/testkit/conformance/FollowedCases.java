package io.trihorn.testkit.conformance;

import ai.djl.ndarray.types.DataType;
import io.trihorn.composites.Gelu;
import io.trihorn.graph.Elementwise.BinaryKind;
import io.trihorn.graph.Layout;
import io.trihorn.graph.Linear;
import io.trihorn.graph.Linear.ConvSpec;
import io.trihorn.graph.Primitives;
import io.trihorn.graph.TensorData;
import io.trihorn.graph.TensorType;
import io.trihorn.graph.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * Convolutions and products of matrices with what follows them elementwise in networks, which a
 * backend may make in one step: bias, factor and offset, residuals, rectifiers.
 */
final class FollowedCases {
  private static final DataType F = DataType.FLOAT32;
  private static final long CHANNELS = 16;
  private static final double TERMS = 9 * CHANNELS;

  /** Makes something of an input, with as many channels as it has. */
  private interface Producer {
    Value of(CaseBuilder c, Value x);
  }

  /** What follows: of the value so far and the input. */
  private interface Ending {
    Value of(CaseBuilder c, Value y, Value x);
  }

  private static final Map<String, Producer> PRODUCERS = new LinkedHashMap<>();
  private static final Map<String, Ending> ENDINGS = new LinkedHashMap<>();

  static {
    PRODUCERS.put("convolution", (c, x) -> convolution(c, x, 3, 1));
    PRODUCERS.put("grouped convolution", (c, x) -> convolution(c, x, 3, 4));
    PRODUCERS.put("convolution by channel", (c, x) -> convolution(c, x, 3, (int) CHANNELS));
    PRODUCERS.put("pointwise convolution", (c, x) -> convolution(c, x, 1, 1));
    PRODUCERS.put("product", FollowedCases::product);
    ENDINGS.put("bias", (c, y, x) -> p(c).add(y, row(c)));
    ENDINGS.put("bias first", (c, y, x) -> p(c).add(row(c), y));
    ENDINGS.put("bias and relu", (c, y, x) -> relu(c, p(c).add(y, row(c))));
    ENDINGS.put("factor and offset", (c, y, x) -> p(c).add(p(c).mul(y, row(c)), row(c)));
    ENDINGS.put(
        "factor, offset, relu 6", (c, y, x) -> relu6(c, p(c).add(p(c).mul(y, row(c)), row(c))));
    ENDINGS.put("residual", (c, y, x) -> p(c).add(like(c, y), y));
    ENDINGS.put(
        "bias, residual, relu", (c, y, x) -> relu(c, p(c).add(p(c).add(y, row(c)), like(c, y))));
    ENDINGS.put("input as residual", (c, y, x) -> relu(c, p(c).add(y, x)));
    ENDINGS.put("relu", (c, y, x) -> relu(c, y));
    ENDINGS.put(
        "bounds off zero",
        (c, y, x) -> bound(c, bound(c, y, BinaryKind.MAX, -0.5), BinaryKind.MIN, 0.25));
    ENDINGS.put(
        "bounds in the other order",
        (c, y, x) -> bound(c, bound(c, y, BinaryKind.MIN, 1), BinaryKind.MAX, 0));
    ENDINGS.put("less a row", (c, y, x) -> relu(c, p(c).sub(y, row(c))));
    ENDINGS.put("row less it", (c, y, x) -> relu(c, p(c).sub(row(c), y)));
    ENDINGS.put("numbers", (c, y, x) -> p(c).add(p(c).mul(y, 0.5), -2));
    ENDINGS.put("with itself", (c, y, x) -> relu(c, p(c).add(y, y)));
    ENDINGS.put("gate", (c, y, x) -> p(c).mul(p(c).add(y, row(c)), like(c, y)));
    ENDINGS.put(
        "quotient",
        (c, y, x) -> p(c).div(p(c).add(y, row(c)), c.input(F, Fill.uniform(1, 2), CHANNELS)));
    ENDINGS.put("largest of a row and it", (c, y, x) -> p(c).binary(BinaryKind.MAX, y, row(c)));
    ENDINGS.put("column", (c, y, x) -> relu(c, p(c).add(y, column(c, y))));
  }

  private FollowedCases() {}

  static List<OpCase> cases() {
    CaseList list = new CaseList("followed");
    PRODUCERS.forEach(
        (name, producer) -> {
          ENDINGS.forEach((what, e) -> list.add(name + " " + what, c -> plain(c, producer, e)));
          list.add(name + " used twice", c -> usedTwice(c, producer));
          list.add(name + " of two", c -> ofTwo(c, producer));
          list.add(name + " one after another", c -> chain(c, producer));
          list.add(name + " gradients", c -> gradients(c, producer));
          list.add(name + " special values", c -> special(c, producer));
          list.add(name + " overflow", c -> overflow(c, producer));
        });
    list.add("product of sequences", FollowedCases::ofSequences);
    list.add("product of heads", FollowedCases::ofHeads);
    list.add("product in shapes that rows do not fit", FollowedCases::ofOtherRows);
    list.add("product and gelu", FollowedCases::gelu);
    list.add("special kernel", FollowedCases::specialKernel);
    list.add("special matrix", FollowedCases::specialMatrix);
    return list.cases();
  }

  private static Primitives p(CaseBuilder c) {
    return c.ops();
  }

  private static Value relu(CaseBuilder c, Value x) {
    return bound(c, x, BinaryKind.MAX, 0);
  }

  private static Value relu6(CaseBuilder c, Value x) {
    return bound(c, relu(c, x), BinaryKind.MIN, 6);
  }

  private static Value bound(CaseBuilder c, Value x, BinaryKind kind, double number) {
    return p(c).binary(kind, x, p(c).scalarLike(x, number));
  }

  private static Value row(CaseBuilder c) {
    return c.input(F, CHANNELS);
  }

  private static Value like(CaseBuilder c, Value y) {
    return c.input(F, y.type().dims());
  }

  /** One number for all channels of a place. */
  private static Value column(CaseBuilder c, Value y) {
    long[] dims = y.type().dims();
    dims[dims.length - 1] = 1;
    return c.input(F, dims);
  }

  private static long[] images() {
    return new long[] {2, 9, 8, CHANNELS};
  }

  private static Value images(CaseBuilder c) {
    return c.input(F, images());
  }

  /** With borders that keep the extents. */
  private static Value convolution(CaseBuilder c, Value x, int taps, int groups) {
    return convolution(c, x, c.input(F, taps, taps, CHANNELS / groups, CHANNELS), groups);
  }

  private static Value convolution(CaseBuilder c, Value x, Value kernel, int groups) {
    int border = (int) (kernel.type().dim(0) / 2);
    List<Integer> ones = Collections.nCopies(2, 1);
    List<Integer> borders = Collections.nCopies(2, border);
    ConvSpec spec = new ConvSpec(ones, borders, borders, ones, groups, Layout.CHANNELS_LAST);
    return c.graph().add(new Linear.Conv(spec), x, kernel);
  }

  /** Of all places of the images, as a matrix; images again where they are asked for. */
  private static Value product(CaseBuilder c, Value x) {
    return p(c).matmul(x, c.input(F, CHANNELS, CHANNELS), false, false);
  }

  private static Value input(CaseBuilder c, Producer producer) {
    return isProduct(producer) ? c.input(F, 144, CHANNELS) : images(c);
  }

  private static boolean isProduct(Producer producer) {
    return producer == PRODUCERS.get("product");
  }

  private static void plain(CaseBuilder c, Producer producer, Ending ending) {
    c.terms(TERMS);
    Value x = input(c, producer);
    c.output(ending.of(c, producer.of(c, x), x));
  }

  /** Where something else asks for what is in between. */
  private static void usedTwice(CaseBuilder c, Producer producer) {
    c.terms(TERMS);
    Value x = input(c, producer);
    Value y = p(c).add(producer.of(c, x), row(c));
    Value z = p(c).mul(relu(c, y), 0.5);
    c.output(y, z);
    Value again = producer.of(c, x);
    c.output(p(c).add(relu(c, again), p(c).mul(again, row(c))));
  }

  /** The sum of two, each with a factor and an offset. */
  private static void ofTwo(CaseBuilder c, Producer producer) {
    c.terms(2 * TERMS);
    Value x = input(c, producer);
    BinaryOperator<Value> add = p(c)::add;
    Value one = add.apply(p(c).mul(producer.of(c, x), row(c)), row(c));
    Value other = add.apply(p(c).mul(producer.of(c, x), row(c)), row(c));
    c.output(relu(c, add.apply(one, other)));
  }

  /** A small network, with a residual around two, whose sizes grow and are bounded again. */
  private static void chain(CaseBuilder c, Producer producer) {
    c.tolerance(1e-4, 5e-4);
    Value x = input(c, producer);
    Function<Value, Value> small = v -> p(c).mul(v, 0.05);
    Value y = relu(c, p(c).add(small.apply(producer.of(c, x)), row(c)));
    Value z = p(c).add(small.apply(producer.of(c, y)), row(c));
    Value sum = relu6(c, p(c).add(z, x));
    c.output(p(c).add(small.apply(producer.of(c, sum)), sum), y);
  }

  private static void gradients(CaseBuilder c, Producer producer) {
    c.terms(TERMS);
    Value x = p(c).mul(input(c, producer), 0.1);
    Value y = relu(c, p(c).add(producer.of(c, x), row(c)));
    c.output(p(c).mul(p(c).add(producer.of(c, p(c).mul(y, 0.1)), row(c)), row(c)));
    c.differentiate();
  }

  /** NaN and infinities among the elements, which rectifiers keep, bound, or make zeros. */
  private static void special(CaseBuilder c, Producer producer) {
    c.terms(TERMS);
    for (double value :
        new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      TensorData data = numbers(c, producer);
      // Far from each other, so that no sum has two of them.
      data.setDouble(3, value);
      data.setDouble(data.size() - 5, value);
      Value x = c.input(data);
      Value y = producer.of(c, x);
      c.output(relu(c, p(c).add(y, row(c))));
      c.output(relu6(c, p(c).mul(producer.of(c, x), row(c))));
      c.output(p(c).add(producer.of(c, x), row(c)));
    }
    Value x = input(c, producer);
    TensorData residual = numbers(c, producer);
    residual.setDouble(7, Double.NaN);
    residual.setDouble(8, Double.POSITIVE_INFINITY);
    residual.setDouble(9, Double.NEGATIVE_INFINITY);
    c.output(relu(c, p(c).add(producer.of(c, x), c.input(residual))));
    TensorData bias = Fill.tensor(TensorType.of(F, CHANNELS), Fill.NORMAL, c.random());
    bias.setDouble(0, Double.NaN);
    bias.setDouble(1, Double.POSITIVE_INFINITY);
    bias.setDouble(2, Double.NEGATIVE_INFINITY);
    c.output(relu6(c, p(c).add(producer.of(c, x), c.input(bias))));
  }

  private static TensorData numbers(CaseBuilder c, Producer producer) {
    long[] dims = isProduct(producer) ? new long[] {144, CHANNELS} : images();
    return Fill.tensor(TensorType.of(F, dims), Fill.NORMAL, c.random());
  }

  /** Numbers so large that a factor takes them out of the range of floats. */
  private static void overflow(CaseBuilder c, Producer producer) {
    // Of what is multiplied by ten.
    c.terms(100 * TERMS);
    TensorData data = numbers(c, producer);
    data.setDouble(3, 3e37);
    Value x = c.input(data);
    Value factor = c.input(F, Fill.uniform(10, 20), CHANNELS);
    Value offset = row(c);
    c.output(relu6(c, p(c).add(p(c).mul(producer.of(c, x), factor), offset)));
    Value large = p(c).add(p(c).mul(producer.of(c, x), factor), offset);
    c.output(relu(c, p(c).mul(large, row(c))));
  }

  /** Rows of a matrix as sequences, which bias, residual and rectifier know nothing of. */
  private static void ofSequences(CaseBuilder c) {
    c.terms(TERMS);
    Value y = p(c).reshape(product(c, c.input(F, 144, CHANNELS)), 12, 12, CHANNELS);
    Value sum = p(c).add(p(c).add(y, row(c)), like(c, y));
    c.output(relu(c, sum));
    Value z = p(c).add(product(c, c.input(F, 144, CHANNELS)), row(c));
    c.output(p(c).mul(p(c).reshape(z, 9, 16, CHANNELS), 0.5));
  }

  /** Columns of a matrix as heads, each with a bias of its own. */
  private static void ofHeads(CaseBuilder c) {
    c.terms(TERMS);
    Value y = p(c).reshape(product(c, c.input(F, 144, CHANNELS)), 8, 18, 4, CHANNELS / 4);
    Value biased = p(c).add(y, c.input(F, 1, 4, CHANNELS / 4));
    c.output(p(c).mul(biased, 0.25));
    Value z = p(c).reshape(product(c, c.input(F, 144, CHANNELS)), 144, 1, 2, CHANNELS / 2);
    c.output(relu(c, p(c).add(p(c).mul(z, c.input(F, 2, CHANNELS / 2)), c.input(F, 1, 2, 8))));
  }

  /** With as many numbers as there are columns that go along others, and with other rows. */
  private static void ofOtherRows(CaseBuilder c) {
    c.terms(TERMS);
    long[][] shapes = {{9, 16, CHANNELS}, {12, 12, 4, 4}, {16, 144}, {96, 24}, {144, 2, 8}};
    long[][] rows = {{16, 1}, {4, 1}, {16, 1}, {24}, {2, 1}};
    for (int i = 0; i < shapes.length; i++) {
      Value y = p(c).reshape(product(c, c.input(F, 144, CHANNELS)), shapes[i]);
      c.output(relu(c, p(c).add(y, c.input(F, rows[i]))));
    }
  }

  /** As a Transformer has it, the error function of what has a bias. */
  private static void gelu(CaseBuilder c) {
    c.terms(TERMS);
    Value y = p(c).reshape(product(c, c.input(F, 144, CHANNELS)), 9, 16, CHANNELS);
    Value biased = p(c).add(y, row(c));
    c.output(c.graph().add(new Gelu(false), biased));
    Value scaled = p(c).mul(product(c, c.input(F, 144, CHANNELS)), 0.1);
    c.output(p(c).add(c.graph().add(new Gelu(false), scaled), row(c)));
  }

  /** NaN and infinities, each for a channel of its own. */
  private static Value kernel(CaseBuilder c, long... dims) {
    TensorData kernel = Fill.tensor(TensorType.of(F, dims), Fill.NORMAL, c.random());
    kernel.setDouble(0, Double.NaN);
    kernel.setDouble(1, Double.POSITIVE_INFINITY);
    kernel.setDouble(2, Double.NEGATIVE_INFINITY);
    return c.input(kernel);
  }

  /** Without borders, which some engines multiply with the kernel as zeros. */
  private static void specialKernel(CaseBuilder c) {
    c.terms(TERMS);
    List<Integer> ones = Collections.nCopies(2, 1);
    List<Integer> none = Collections.nCopies(2, 0);
    ConvSpec spec = new ConvSpec(ones, none, none, ones, 1, Layout.CHANNELS_LAST);
    Value y = c.graph().add(new Linear.Conv(spec), images(c), kernel(c, 2, 2, CHANNELS, CHANNELS));
    c.output(relu(c, p(c).add(y, row(c))));
  }

  private static void specialMatrix(CaseBuilder c) {
    c.terms(TERMS);
    Value x = c.input(F, 144, CHANNELS);
    Value y = p(c).matmul(x, kernel(c, CHANNELS, CHANNELS), false, false);
    c.output(relu(c, p(c).add(y, row(c))));
  }
}
